package io.tcbee.cli;

import io.tcbee.process.Processed;
import io.tcbee.process.Processor;
import io.tcbee.process.Progress;
import io.tcbee.process.Sources;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.Run;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns a trace or capture into a flow database. */
@Command(
        name = "process",
        mixinStandardHelpOptions = true,
        description = {
            "Turn a trace or a packet capture (pcap, pcapng, plain or gzip) into a database of its connections, or add it to one.",
            "Until it is done the database stays as it was; a trace that was cut off is processed up to the cut."
        },
        footer = {
            "",
            "Example: tcbee process trace.tcbee -o flows.duckdb",
            "         tcbee process trace.*.tcbee capture.pcapng.gz -o flows.duckdb"
        })
final class ProcessCommand implements Callable<Integer> {
    /** 128 + SIGINT, as shells tell it. */
    private static final int INTERRUPTED = 130;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Traces, as written by tcbee record, or captures. The parts of one recording become one run.")
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DB",
            required = true,
            description = {
                "The database: NAME.duckdb, NAME.sqlite, a folder of Parquet files (NAME/),",
                "or influx://HOST:PORT/DATABASE."
            })
    private String database;

    @Option(
            names = "--no-metrics",
            description = "Compute no metrics: packets and the kernel's events only, much faster.")
    private boolean noMetrics;

    @Option(
            names = "--replace",
            description = "A trace that is in the database already takes its old run's place.")
    private boolean replace;

    @Mixin private PluginOptions plugins;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Processor processor = new Processor(noMetrics ? List.of() : plugins.all());
        Mode mode = replace ? Mode.REPLACE : Mode.APPEND;
        try (Ending _ = new Ending(INTERRUPTED)) {
            return process(out, err, processor, files, database, mode);
        }
    }

    /**
     * Processes {@code files} into {@code database} and says on {@code out} what came of each, on
     * {@code err} what was wrong.
     *
     * @return the exit code: that of a failure if a metric failed, though the database is complete
     */
    static int process(
            PrintWriter out,
            PrintWriter err,
            Processor processor,
            List<Path> files,
            String database,
            Mode mode) {
        Progress progress = Output.isTerminal() ? new ProgressLine(err) : Progress.NONE;
        boolean failed = false;
        try (FlowStore store = FlowStores.open(database, mode)) {
            for (List<Path> run : Sources.runs(files)) {
                long start = System.nanoTime();
                Processed processed = processor.process(run, store, progress);
                tell(out, err, processed, database, System.nanoTime() - start);
                failed |= !processed.failures().isEmpty();
            }
        }
        return failed ? Main.FAILED : 0;
    }

    private static void tell(
            PrintWriter out, PrintWriter err, Processed processed, String database, long tookNs) {
        processed.damages().forEach(damage -> err.println("tcbee: " + damage));
        processed.failures().forEach(failure -> err.println("tcbee: " + failure));
        Run run = processed.run();
        out.printf(
                "%d events of %d connections into %s in %s%n",
                run.events(), processed.connections(), database, Quantity.seconds(tookNs));
        if (!run.complete()) {
            out.println("the file was cut off: what came after the cut is missing");
        }
        if (run.eventsLost() > 0) {
            out.printf("the recorder lost %d events; the page shows where%n", run.eventsLost());
        }
        processed.leftOut().forEach(line -> out.println("left out: " + line));
        note(out, processed.unattributedEvents(), "events of which no connection could be told");
        note(out, processed.unknownEvents(), "events of kinds that this version does not know");
        note(out, processed.latePoints(), "points that came too late to be stored in order");
        out.flush();
    }

    private static void note(PrintWriter out, long count, String what) {
        if (count > 0) {
            out.println(count + " " + what);
        }
    }
}
