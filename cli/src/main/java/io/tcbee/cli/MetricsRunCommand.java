package io.tcbee.cli;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Metrics;
import io.tcbee.metric.Output;
import io.tcbee.process.ProcessException;
import io.tcbee.process.Processed;
import io.tcbee.process.Processor;
import io.tcbee.process.Progress;
import io.tcbee.process.Sources;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.Run;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds metrics to a database. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Compute the metrics of plugins for the connections of a database, from the traces that it was made of.",
            "What they emit takes the place of what they emitted before; everything else stays."
        },
        footer = {"", "Example: tcbee metrics run flows.duckdb --plugin ZeroWindows.java"})
final class MetricsRunCommand implements Callable<Integer> {
    /** 128 + SIGINT, as shells tell it. */
    private static final int INTERRUPTED = 130;

    @Parameters(paramLabel = "DB", description = "The database, as written by tcbee process.")
    private String database;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description =
                    "Where a trace or capture of a run is now, if it was moved. May be given several times.")
    private List<Path> traces = new ArrayList<>();

    @Mixin private PluginOptions plugins;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        List<Metric> metrics = plugins.named();
        refuseNamesOfOthers(metrics);
        Processor processor = new Processor(metrics);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress =
                io.tcbee.cli.Output.isTerminal() ? new ProgressLine(err) : Progress.NONE;
        boolean failed = false;
        try (Ending _ = new Ending(INTERRUPTED);
                FlowStore store = FlowStores.open(database, Mode.APPEND)) {
            for (Run run : store.runs()) {
                Processed processed = processor.measure(files(run), run, store, progress);
                processed.failures().forEach(failure -> err.println("tcbee: " + failure));
                failed |= !processed.failures().isEmpty();
                out.printf(
                        "%s: %d points for %d connections of %s%n",
                        metrics.stream().map(Metric::name).collect(Collectors.joining(", ")),
                        processed.points(),
                        processed.connections(),
                        run.source());
            }
            out.flush();
        }
        return failed ? Main.FAILED : 0;
    }

    /** A metric may replace what it emitted itself, not what comes with TCBee. */
    private void refuseNamesOfOthers(List<Metric> metrics) {
        Set<String> ours =
                Metrics.all().stream()
                        .flatMap(each -> each.outputs().stream())
                        .map(Output::name)
                        .collect(Collectors.toSet());
        for (Metric metric : metrics) {
            for (Output output : metric.outputs()) {
                if (ours.contains(output.name())) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "metric %s emits %s, which is a metric of TCBee: give it another name"
                                    .formatted(metric.name(), output.name()));
                }
            }
        }
    }

    /** The run's files: where they were when it was made, or those of {@code --trace}. */
    private List<Path> files(Run run) {
        List<Path> files = new ArrayList<>();
        for (Path trace : traces) {
            if (Sources.id(trace).equals(run.trace())) {
                files.add(trace);
            }
        }
        if (!files.isEmpty()) {
            return files;
        }
        files.addAll(Arrays.stream(run.source().split(", ")).map(Path::of).toList());
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw new ProcessException(
                        "add to the run of %s: %s is not there; tell with --trace where it is now"
                                .formatted(run.source(), file));
            }
        }
        return files;
    }
}
