package io.tcbee.bench;

import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** The table of a run, in Markdown, with what one has to know of the machine. */
public final class Report {
    private static final long GIBIBYTE_KB = 1 << 20;

    private Report() {}

    /**
     * The whole page.
     *
     * @param home the checkout, for its commit
     * @param setting of the run
     */
    public static String markdown(List<Row> rows, Path home, Setting setting) {
        String how =
                "`./tcbee bench record`: %d rounds, %d ms each after %d ms; in a round every rival has its turn."
                        .formatted(
                                setting.repeats(),
                                setting.window().toMillis(),
                                setting.warmUp().toMillis());
        return markdown("The recorder: speed", how, rows, home, setting.directory());
    }

    /**
     * The whole page.
     *
     * @param how it was measured, a sentence or two
     * @param directory where traces were
     */
    public static String markdown(
            String title, String how, List<Row> rows, Path home, Path directory) {
        StringBuilder text = new StringBuilder("# " + title + "\n\n");
        text.append("Machine: ").append(machine()).append(", ").append(kernel()).append(".\n");
        text.append("JDK ").append(Runtime.version()).append("; commit ").append(commit(home));
        text.append("; ").append(LocalDate.now(java.time.ZoneOffset.UTC)).append("; traces on ");
        text.append(fileSystem(directory)).append(".\n\n");
        text.append(how).append(" Median [least-greatest]; ratios within a round.\n");
        text.append("Load average at the end: ").append(load()).append(".\n\n");
        text.append("| | | measured | target | met |\n| --- | --- | --- | --- | --- |\n");
        for (Row row : rows) {
            text.append("| ").append(row.benchmark()).append(" | ").append(row.what());
            text.append(" | ").append(row.result()).append(" | ").append(row.target());
            text.append(" | ").append(row.verdict()).append(" |\n");
        }
        return text.toString();
    }

    private static String machine() {
        String model = value("/proc/cpuinfo", "model name");
        long memory = Long.parseLong(value("/proc/meminfo", "MemTotal").replaceAll("\\D", ""));
        return Runtime.getRuntime().availableProcessors()
                + " CPUs, "
                + model
                + ", "
                + Math.round((double) memory / GIBIBYTE_KB)
                + " GiB";
    }

    private static String kernel() {
        return "Linux " + read("/proc/sys/kernel/osrelease");
    }

    private static String load() {
        return String.join(" ", List.of(read("/proc/loadavg").split(" ", -1)).subList(0, 3));
    }

    private static String commit(Path home) {
        try {
            String commit =
                    Command.run("git", "-C", home.toString(), "rev-parse", "--short", "HEAD");
            String changes =
                    Command.run(
                            "git",
                            "-C",
                            home.toString(),
                            "status",
                            "--porcelain",
                            "-uno",
                            "--",
                            ".",
                            ":!bench/results");
            return commit.strip() + (changes.isBlank() ? "" : " with changes");
        } catch (TcbeeException _) {
            return "unknown";
        }
    }

    private static String fileSystem(Path directory) {
        try {
            return Files.getFileStore(directory).type();
        } catch (IOException _) {
            return "an unknown file system";
        }
    }

    private static String value(String file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new TcbeeException("read " + file + ": " + e.getMessage(), e);
        }
    }
}
