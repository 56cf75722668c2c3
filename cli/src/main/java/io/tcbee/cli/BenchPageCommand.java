package io.tcbee.cli;

import io.tcbee.bench.PageBenchmark;
import io.tcbee.bench.Report;
import io.tcbee.bench.Row;
import io.tcbee.bench.Setting;
import io.tcbee.chromium.Chromium;
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

/** Runs the measurement of the page in a browser and writes its table. */
@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        description =
                "Measure the page in a headless Chromium: start, new series, zoom, frames, size, heap; of a made-up database.",
        footer = {"", "Example: tcbee bench page --packets 1000000"})
final class BenchPageCommand implements Runnable {
    /** Set by the launcher: the checkout. */
    private static final String HOME = "tcbee.home";

    private static final int LEAST = 10_000;

    @Option(
            names = "--packets",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Of the database. Default: ${DEFAULT-VALUE}.")
    private long packets;

    @Option(
            names = "--database",
            paramLabel = "FILE",
            description = "Measure with this one, and keep it; it is made if it is not there.")
    private Path database;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds of each measurement. Default: ${DEFAULT-VALUE}.")
    private int repeats;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The table. Default: bench/results/page.md of the checkout.")
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
            throw wrong("it is started by the launcher of a checkout: ./tcbee bench page");
        }
        if (repeats < 1 || packets < LEAST) {
            throw wrong("--repeats: 1 or more; --packets: " + LEAST + " or more");
        }
        Path home = Path.of(checkout);
        Path table = output == null ? home.resolve("bench/results/page.md") : output;
        // Whoever stops it midway gets no table.
        try (Ending _ = new Ending(Main.FAILED)) {
            measure(home, table, spec.commandLine().getOut());
        }
    }

    private void measure(Path home, Path table, PrintWriter out) {
        try {
            Path browser =
                    Chromium.find()
                            .orElseThrow(() ->
                                    new TcbeeException(
                                            "no chromium on PATH: apt install chromium"));
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
                List<Row> rows = PageBenchmark.run(setting, browser, packets, database);
                String how =
                        "`./tcbee bench page`: %d rounds, each a new `tcbee view` and a new headless Chromium of 1600 x 1000, which draws without a graphics card."
                                .formatted(repeats);
                String text = Report.markdown("The page: speed", how, rows, home, directory);
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
