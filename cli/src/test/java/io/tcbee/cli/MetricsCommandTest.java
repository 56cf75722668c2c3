package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.Points;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics of strangers, as the guide tells them. */
class MetricsCommandTest {
    private static final Path GUIDE =
            Path.of("").toAbsolutePath().resolveSibling("docs").resolve("write-a-metric.md");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;
    private String capture;
    private Path plugin;

    /** The capture, in which tshark 4.0.17 sees four zero windows, and the guide's own file. */
    @BeforeEach
    void write() throws IOException {
        Path pcap = folder.resolve("zero_window.pcap");
        try (InputStream packed =
                        MetricsCommandTest.class.getResourceAsStream(
                                "/captures/zero_window.snd.pcap.gz");
                InputStream plain = new GZIPInputStream(packed)) {
            Files.copy(plain, pcap);
        }
        capture = pcap.toString();
        plugin = folder.resolve("ZeroWindows.java");
        Files.writeString(plugin, guide("(?s)```java\n(.*?)```").getFirst());
    }

    private static List<String> guide(String pattern) throws IOException {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(GUIDE));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private String database(String name) {
        return folder.resolve(name).toString();
    }

    /** All points and attributes of the only connection, by side and name. */
    private static Map<String, String> contents(String database) {
        Map<String, String> contents = new TreeMap<>();
        try (FlowStore store = FlowStores.open(database, Mode.READ)) {
            ConnectionRow connection = store.connections().getFirst();
            connection
                    .attributes()
                    .forEach(each ->
                            contents.put(
                                    "attribute " + each.side() + " " + each.name(),
                                    "" + each.value()));
            for (SeriesInfo info : store.series(connection.id())) {
                SeriesKey key = info.key();
                Points points = store.points(key, Long.MIN_VALUE, Long.MAX_VALUE, _ -> true);
                contents.put(
                        key.side() + " " + key.name(),
                        Arrays.toString(points.timesNs()) + Arrays.toString(points.values()));
            }
        }
        return contents;
    }

    private static long count(Map<String, String> contents, String series) {
        return contents.getOrDefault(series, "").chars().filter(each -> each == ',').count() / 2
                + 1;
    }

    @Test
    void theGuideHoldsToTheLetter() throws IOException {
        String database = database("flows.duckdb");
        List<String> commands =
                guide("(?m)^tcbee (.*)$").stream()
                        .filter(each -> !each.startsWith("view"))
                        .toList();
        assertEquals(3, commands.size());
        for (String command : commands) {
            String[] words =
                    command.replace("ZeroWindows.java", plugin.toString())
                            .replace("trace.tcbee", capture)
                            .replace("flows.duckdb", database)
                            .split(" ");
            assertEquals(0, run(words), err::toString);
        }
        assertTrue(
                out.toString().contains("zero_windows\tzero_window\tseries\tbytes\twire\t"),
                out::toString);
        Map<String, String> contents = contents(database);
        assertEquals(4, count(contents, "SERVER zero_window"), contents::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flows.duckdb", "flows.sqlite"})
    void whatIsAddedLaterIsTheSame(String name) throws IOException {
        String atOnce = database("at-once-" + name);
        String later = database("later-" + name);
        assertEquals(
                0,
                run("process", capture, "-o", atOnce, "--plugin", plugin.toString()),
                err::toString);
        assertEquals(0, run("process", capture, "-o", later), err::toString);
        Map<String, String> before = contents(later);
        assertFalse(before.containsKey("SERVER zero_window"));

        assertEquals(0, run("metrics", "run", later, "--plugin", plugin.toString()), err::toString);
        assertEquals(contents(atOnce), contents(later));

        // Another version of it, which tells nothing: only its own points go.
        Files.writeString(
                plugin,
                Files.readString(plugin).replace("packet.window() == 0", "packet.window() == -2"));
        assertEquals(0, run("metrics", "run", later, "--plugin", plugin.toString()), err::toString);
        assertEquals(before, contents(later));
    }

    @Test
    void aTraceThatWasMovedIsNamed() throws IOException {
        String database = database("flows.duckdb");
        assertEquals(0, run("process", capture, "-o", database), err::toString);
        Path moved = folder.resolve("moved.pcap");
        Files.move(Path.of(capture), moved);
        assertEquals(1, run("metrics", "run", database, "--plugin", plugin.toString()));
        assertTrue(
                err.toString().contains(capture + " is not there; tell with --trace"),
                err::toString);
        assertEquals(
                0,
                run(
                        "metrics",
                        "run",
                        database,
                        "--plugin",
                        plugin.toString(),
                        "--trace",
                        moved.toString()),
                err::toString);
    }

    @Test
    void aMetricThatFailsIsNamedAndTheOthersGoOn() throws IOException {
        Files.writeString(
                plugin,
                Files.readString(plugin)
                        .replace(
                                "sink.point(MOMENT",
                                "throw new IllegalStateException(\"lost my way\"); // ("));
        String broken = database("broken.duckdb");
        String whole = database("whole.duckdb");
        assertEquals(1, run("process", capture, "-o", broken, "--plugin", plugin.toString()));
        assertTrue(
                err.toString()
                        .contains(
                                "compute zero_windows of connection 1: java.lang.IllegalStateException: lost my way at"
                                        + " ZeroWindows.java:37"),
                err::toString);
        assertEquals(0, run("process", capture, "-o", whole));
        assertEquals(contents(whole), contents(broken));
    }

    @Test
    void whatDoesNotCompileIsNamedWithItsLine() throws IOException {
        Files.writeString(plugin, Files.readString(plugin).replace("packet.ack()", "packet.akc()"));
        String database = database("flows.duckdb");
        assertEquals(2, run("process", capture, "-o", database, "--plugin", plugin.toString()));
        assertTrue(err.toString().contains("ZeroWindows.java: line 37, column "), err::toString);
        assertTrue(err.toString().contains("cannot find symbol"), err::toString);
        assertFalse(Files.exists(Path.of(database)));
    }

    @Test
    void jarsOfAFolderMayHaveClassesOfTheSameName() throws IOException {
        Path jars = Files.createDirectory(folder.resolve("jars"));
        jar(jars.resolve("zero-windows.jar"), "zero_windows", "zero_window");
        jar(jars.resolve("more.jar"), "zero_windows_again", "zero_window_again");
        assertEquals(0, run("metrics", "--plugin", jars.toString()), err::toString);
        assertTrue(out.toString().contains("zero_windows\tzero_window\t"), out::toString);
        assertTrue(
                out.toString().contains("zero_windows_again\tzero_window_again\t"), out::toString);
    }

    /** A plain jar of the guide's class under other names of metric and series. */
    private void jar(Path jar, String metric, String series) throws IOException {
        Path sources = Files.createTempDirectory(folder, "sources");
        Path source = sources.resolve("ZeroWindows.java");
        String code =
                Files.readString(plugin)
                        .replace("\"zero_window\"", "\"" + series + "\"")
                        .replace("\"zero_windows\"", "\"" + metric + "\"");
        Files.writeString(source, "package your.pkg;\n" + code);
        Path classes = Files.createTempDirectory(folder, "classes");
        int compiled =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "-d",
                                classes.toString(),
                                "-p",
                                System.getProperty("jdk.module.path", ""),
                                "-cp",
                                System.getProperty("java.class.path", ""),
                                "--add-modules",
                                "ALL-MODULE-PATH",
                                source.toString());
        assertEquals(0, compiled);
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.tcbee.metric.Metric"), "your.pkg.ZeroWindows\n");
        var tool = ToolProvider.findFirst("jar").orElseThrow();
        assertEquals(
                0,
                tool.run(
                        System.out,
                        System.err,
                        "--create",
                        "--file",
                        jar.toString(),
                        "-C",
                        classes.toString(),
                        "."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metrics --plugin nothing.java",
                "metrics --plugin nothing.txt",
                "metrics --set goodput",
                "metrics --set goodput.width=1",
                "metrics --set nothing.least_bin_ms=1",
                "metrics --set goodput.least_bin_ms=0",
                "metrics --set goodput.least_bin_ms=ten"
            })
    void whatIsWrongOnTheCommandLineIsTwo(String line) {
        assertEquals(2, run(line.split(" ")));
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    @Test
    void anOptionChangesItsMetric() {
        String database = database("flows.duckdb");
        assertEquals(
                0,
                run("process", capture, "-o", database, "--set", "goodput.least_bin_ms=500"),
                err::toString);
        assertEquals("5.0E8", contents(database).get("attribute CLIENT goodput_bin_ns"));
    }
}
