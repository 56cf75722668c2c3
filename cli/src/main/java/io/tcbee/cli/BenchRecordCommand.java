package io.tcbee.cli;

import io.tcbee.bench.RecordBenchmark;
import io.tcbee.bench.Report;
import io.tcbee.bench.Row;
import io.tcbee.bench.Setting;
import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the measurements of the recorder and writes their table. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        description = {
            "Measure the recorder: packet rates by XDP and TC, goodput of real TCP, ring to disk, start, memory,"
                    + " filter; beside tcpdump, in turn, medians and ranges.",
            "Works in network namespaces of its own. Needs root and two CPUs; keep the machine quiet."
        },
        footer = {"", "Example: tcbee bench record --only tc --repeats 7"})
final class BenchRecordCommand implements Runnable {
    /** Set by the launcher: the checkout. */
    private static final String HOME = "tcbee.home";

    private static final int REPEATS = 5;
    private static final Duration WARM_UP = Duration.ofMillis(1500);
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final Duration QUICK = Duration.ofMillis(300);

    @Option(names = "--quick", description = "One short round: whether it runs, not how fast.")
    private boolean quick;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Rounds of each measurement. Default: " + REPEATS + ".")
    private Integer repeats;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: xdp, tc, tcp, consumer, start, unwanted.")
    private List<String> only;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The table. Default: bench/results/record.md of the checkout.")
    private Path output;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = "/var/tmp",
            description = "Where traces go meanwhile, a disk with 40 GB left. Default: /var/tmp.")
    private Path directory;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        List<String> names = only == null ? RecordBenchmark.names() : only;
        for (String name : names) {
            if (!RecordBenchmark.names().contains(name)) {
                throw wrong("--only: one of " + RecordBenchmark.names() + ", not " + name);
            }
        }
        if (repeats != null && repeats < 1) {
            throw wrong("--repeats: 1 or more, not " + repeats);
        }
        Path home = home();
        Path table = output == null ? home.resolve("bench/results/record.md") : output;
        // Whoever stops it midway gets no table.
        try (Ending _ = new Ending(Main.FAILED)) {
            measure(names, home, table, spec.commandLine().getOut());
        }
    }

    private void measure(List<String> names, Path home, Path table, PrintWriter out) {
        Path work = makeWork();
        try {
            Setting setting = setting(home, work, out);
            List<Row> rows = new ArrayList<>();
            for (String name : names) {
                rows.addAll(RecordBenchmark.run(name, setting));
            }
            String text = Report.markdown(rows, home, setting);
            Files.writeString(table, text);
            out.println();
            out.println(text);
            out.println("written to " + table);
        } catch (IOException e) {
            throw new TcbeeException("write " + table + ": " + e.getMessage(), e);
        } finally {
            remove(work);
        }
    }

    private Setting setting(Path home, Path work, PrintWriter out) {
        return new Setting(
                home.resolve("tcbee").toString(),
                work,
                repeats != null ? repeats : quick ? 1 : REPEATS,
                quick ? QUICK : WARM_UP,
                quick ? QUICK : WINDOW,
                line -> {
                    out.println(line);
                    out.flush();
                });
    }

    private Path makeWork() {
        try {
            return Files.createTempDirectory(directory, "tcbee-bench");
        } catch (IOException e) {
            throw new TcbeeException("make a folder in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** What the measurements made is removed by them. */
    private static void remove(Path work) {
        try {
            Files.deleteIfExists(work);
        } catch (IOException e) {
            throw new TcbeeException("remove " + work + ": " + e.getMessage(), e);
        }
    }

    private Path home() {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw wrong("it is started by the launcher of a checkout: ./tcbee bench record");
        }
        return Path.of(home);
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
