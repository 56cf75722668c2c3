package io.tcbee.cli;

import io.tcbee.bench.ProcessBenchmark;
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

/** Runs the measurement of processing and writes its table. */
@Command(
        name = "process",
        mixinStandardHelpOptions = true,
        description =
                "Measure processing: a made-up trace to DuckDB, with and without metrics; rate, CPU, memory.",
        footer = {"", "Example: tcbee bench process --events 3000000"})
final class BenchProcessCommand implements Runnable {
    /** Set by the launcher: the checkout. */
    private static final String HOME = "tcbee.home";

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20000000",
            description = "Of the trace; 200 bytes each. Default: ${DEFAULT-VALUE}.")
    private long events;

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
            description = "The table. Default: bench/results/process.md of the checkout.")
    private Path output;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = "/var/tmp",
            description = "Where trace and database go meanwhile. Default: /var/tmp.")
    private Path directory;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        String checkout = System.getProperty(HOME);
        if (checkout == null) {
            throw wrong("it is started by the launcher of a checkout: ./tcbee bench process");
        }
        if (repeats < 1 || connections < 1 || events < connections) {
            throw wrong("--repeats and --connections: 1 or more; --events: one of each connection");
        }
        Path home = Path.of(checkout);
        Path table = output == null ? home.resolve("bench/results/process.md") : output;
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
                List<Row> rows = ProcessBenchmark.run(setting, events, connections);
                String how = "`./tcbee bench process`: " + repeats + " rounds, each a new process.";
                String text = Report.markdown("Processing: speed", how, rows, home, directory);
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
