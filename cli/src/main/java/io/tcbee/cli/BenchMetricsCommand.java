package io.tcbee.cli;

import io.tcbee.bench.MetricsBenchmark;
import io.tcbee.bench.Report;
import io.tcbee.bench.Row;
import io.tcbee.bench.Setting;
import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the measurement of the metrics and writes its table. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        description =
                "Measure the metrics without a database: packets a second of all together, and bytes a connection.",
        footer = {"", "Example: tcbee bench metrics --packets 1000000"})
final class BenchMetricsCommand implements Runnable {
    /** Set by the launcher: the checkout. */
    private static final String HOME = "tcbee.home";

    @Option(
            names = "--packets",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "Of the made-up trace; 100 bytes each. Default: ${DEFAULT-VALUE}.")
    private long packets;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Of the trace. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds of each measurement. Default: ${DEFAULT-VALUE}.")
    private int repeats;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The table. Default: bench/results/metrics.md of the checkout.")
    private Path output;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = "/var/tmp",
            description = "Where the trace goes meanwhile. Default: /var/tmp.")
    private Path directory;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        String checkout = System.getProperty(HOME);
        if (checkout == null) {
            throw wrong("it is started by the launcher of a checkout: ./tcbee bench metrics");
        }
        if (repeats < 1 || connections < 1 || packets < connections) {
            throw wrong(
                    "--repeats and --connections: 1 or more; --packets: one of each connection");
        }
        Path home = Path.of(checkout);
        Path table = output == null ? home.resolve("bench/results/metrics.md") : output;
        // Whoever stops it midway gets no table.
        try (Ending _ = new Ending(Main.FAILED)) {
            measure(home, table, spec.commandLine().getOut());
        }
    }

    private void measure(Path home, Path table, PrintWriter out) {
        try {
            Path work = Files.createTempDirectory(directory, "tcbee-bench");
            try {
                Setting setting =
                        new Setting(
                                home.resolve("tcbee").toString(),
                                work,
                                repeats,
                                Duration.ZERO,
                                Duration.ZERO,
                                line -> {
                                    out.println(line);
                                    out.flush();
                                });
                List<Row> rows = MetricsBenchmark.run(setting, packets, connections);
                String how =
                        "`./tcbee bench metrics`: "
                                + repeats
                                + " rounds in one process, after one that is not counted.";
                String text =
                        Report.markdown(
                                "The metrics: speed and memory", how, rows, home, directory);
                Files.writeString(table, text);
                out.println();
                out.println(text);
                out.println("written to " + table);
            } finally {
                Files.deleteIfExists(work);
            }
        } catch (IOException e) {
            throw new TcbeeException("measure in " + directory + ": " + e.getMessage(), e);
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
