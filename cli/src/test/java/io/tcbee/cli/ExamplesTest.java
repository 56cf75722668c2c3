package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.contract.SmallRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples run as they stand. What they must print follows from {@link SmallRun}: connection c
 * sends c times 100 000 bytes and its client's window goes from 10 to 59 segments; round-trip times
 * are 10 000 to 10 099 us, one each.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @TempDir Path directory;

    private String database(String name) {
        String location = directory.resolve(name).toString() + (name.contains(".") ? "" : "/");
        try (FlowStore store = FlowStores.open(location, Mode.APPEND)) {
            SmallRun.write(store, "trace");
        }
        return location;
    }

    private static String example(String name) {
        return EXAMPLES.resolve(name).toString();
    }

    private record Result(int status, String output) {}

    private static Result run(Path input, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        try {
            Process process = builder.start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            return new Result(127, e.toString());
        }
    }

    private static String output(Path input, String... command) throws Exception {
        Result result = run(input, command);
        assertEquals(0, result.status(), result.output());
        return result.output();
    }

    private static void assumeRuns(String why, String... command) throws Exception {
        Result result = run(null, command);
        Assumptions.assumeTrue(result.status() == 0, why + ": " + result.output());
    }

    @Test
    void pythonReadsParquetWithDuckDb() throws Exception {
        assumeRuns("Python has no duckdb", "python3", "-c", "import duckdb");
        assertConnections(
                output(null, "python3", example("connections_duckdb.py"), database("folder")));
    }

    @Test
    void pythonReadsADuckDbFile() throws Exception {
        assumeRuns(
                "Python has no duckdb 2.0",
                "python3",
                "-c",
                "import duckdb; assert int(duckdb.__version__.split('.')[0]) >= 2, duckdb.__version__");
        assertConnections(
                output(null, "python3", example("connections_duckdb.py"), database("a.duckdb")));
    }

    private static void assertConnections(String output) {
        String ends = "\t10.0.0.1:40000\t[2001:db8::1]:443\t";
        assertEquals(
                "1%1$scubic\t100000.0\t5.0\t10049.0\n2%1$sbbr\t200000.0\t5.0\t10049.0\n"
                        .formatted(ends),
                output);
    }

    @Test
    void pythonReadsSqliteWithNothingButItself() throws Exception {
        assumeRuns("no python3", "python3", "--version");
        String output =
                output(null, "python3", example("connections_sqlite.py"), database("a.sqlite"));
        // Samples come every 20 ms: five in a tenth of a second.
        assertTrue(output.contains("10.0.0.1:40000 -> [2001:db8::1]:443\n"), output);
        assertTrue(output.contains("   0.0 s    10 to 14 segments\n"), output);
        assertTrue(output.contains("   1.9 s    55 to 59 segments\n"), output);
    }

    @Test
    void rReadsSqlite() throws Exception {
        assumeRuns("R has no RSQLite", "Rscript", "-e", "library(RSQLite)");
        String output = output(null, "Rscript", example("rtt.R"), database("a.sqlite"));
        // The n-th percentile of a hundred samples is the n-th.
        assertEquals("1\t0\t100\t10049\t10094\t10098\n2\t0\t100\t10049\t10094\t10098\n", output);
    }

    @Test
    void theShellOfSqliteTakesTheSql() throws Exception {
        assumeRuns("no sqlite3", "sqlite3", "--version");
        Path sql = EXAMPLES.resolve("slow_starts.sql");
        String output = output(sql, "sqlite3", database("a.sqlite"));
        // 59 segments are reached by the 50th sample, after 49 times 20 ms; every tenth of the
        // hundred packets is a retransmission, and those are the client's.
        assertEquals(
                """
                1|10.0.0.1:40000|[2001:db8::1]:443|cubic|59|980.0|10
                2|10.0.0.1:40000|[2001:db8::1]:443|bbr|59|980.0|10
                """,
                output);
    }

    @Test
    void theJavaProgramMarksConnections() throws Exception {
        for (String name : List.of("a.duckdb", "a.sqlite", "folder")) {
            String location = database(name);
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED,duckdb.jdbc,org.xerial.sqlitejdbc",
                                    "-p",
                                    System.getProperty("jdk.module.path"),
                                    "--add-modules",
                                    "io.tcbee.store,io.tcbee.store.duckdb,io.tcbee.store.sqlite",
                                    example("LossyConnections.java"),
                                    location,
                                    "443"));
            String output = output(null, command.toArray(String[]::new));
            assertTrue(output.contains("10.0.0.1:40000 -> [2001:db8::1]:443"), output);
            assertTrue(output.contains("100 points, 10000.0 to 10099.0 us"), output);
            try (FlowStore store = FlowStores.open(location, Mode.READ)) {
                store.connections()
                        .forEach(row -> assertEquals(1, row.attribute(null, "lossy"), name));
            }
        }
    }
}
