package io.tcbee.store.duckdb;

import io.tcbee.model.Side;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Rows;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * How fast do rows get in, and a plot's points out? Run by hand; results with machine and commit
 * are in bench/results/store-duckdb.md.
 */
final class StoreBenchmark {
    private static final int COLUMNS = 40;
    private static final int CONNECTIONS = 100;

    private StoreBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rows = Integer.parseInt(arguments[0]);
        Path file = Path.of(arguments[1]);
        for (int round = 0; round < 3; round++) {
            Files.deleteIfExists(file);
            long start = System.nanoTime();
            long cpu = cpuNs();
            write(file, rows);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "write %d rows of %d columns: %.2f s, %.2f M rows/s, %.0f M values/s, %.1f CPU-s, %d MB%n",
                    rows,
                    COLUMNS,
                    seconds,
                    rows / seconds / 1e6,
                    rows / seconds / 1e6 * (COLUMNS + 3),
                    (cpuNs() - cpu) / 1e9,
                    Files.size(file) / 1_000_000);
        }
        Files.deleteIfExists(file);
        writeSeries(file);
        read(file);
    }

    private static long cpuNs() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static Table table() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            Column.Type type =
                    i % 8 == 0
                            ? Column.Type.UINT8
                            : i % 8 == 1 ? Column.Type.INT64 : Column.Type.UINT32;
            columns.add(SmallDatabase.column("c" + i, Unit.NONE, type));
        }
        return new Table("state", "Benchmark.", columns);
    }

    /** Counters that grow and states that wander, in order of time over all connections. */
    private static void write(Path file, int count) {
        Random random = new Random(1);
        long[][] state = new long[CONNECTIONS][COLUMNS];
        try (FlowStore store = DuckDbStore.open(file.toString(), Mode.APPEND);
                FlowWriter writer = store.writer(SmallDatabase.run("bench"))) {
            Rows rows = new Rows(table(), 8192);
            for (int i = 0; i < count; i++) {
                int connection = random.nextInt(CONNECTIONS);
                int row = rows.add(connection + 1, i & 1, i * 1000L);
                long noise = random.nextLong();
                for (int c = 0; c < COLUMNS; c++) {
                    long[] values = state[connection];
                    values[c] = c % 8 == 0 ? noise >>> c & 7 : values[c] + (noise >>> c & 0x3ff);
                    rows.set(row, c, values[c] & 0xffff_ffffL);
                }
                if (rows.size() == 8192) {
                    writer.append(rows);
                    rows.clear();
                }
            }
            writer.append(rows);
            writer.commit(SmallDatabase.run("bench"));
        }
    }

    private static void writeSeries(Path file) {
        long noise = 1;
        try (FlowStore store = DuckDbStore.open(file.toString(), Mode.APPEND);
                FlowWriter writer = store.writer(SmallDatabase.run("bench"))) {
            Rows rows = new Rows(table(), 8192);
            for (int size : new int[] {10_000, 100_000, 1_000_000, 4_000_000}) {
                long id = writer.connection();
                for (int i = 0; i < size; i++) {
                    int row = rows.add(id, 0, i * (10_000_000_000L / size));
                    noise = noise * 6364136223846793005L + 1442695040888963407L;
                    for (int c = 0; c < COLUMNS; c++) {
                        rows.set(row, c, (noise >>> (24 + c % 16)) & (c % 8 == 0 ? 7 : 0x7fff));
                    }
                    if (rows.size() == 8192) {
                        writer.append(rows);
                        rows.clear();
                    }
                }
            }
            writer.append(rows);
            writer.commit(SmallDatabase.run("bench"));
        }
    }

    private static void read(Path file) {
        for (int connection = 1; connection <= 4; connection++) {
            try (FlowStore store = DuckDbStore.open(file.toString(), Mode.READ)) {
                double[] again = new double[15];
                SeriesKey key = new SeriesKey(connection, Side.CLIENT, "c2");
                double first = millis(store, key, 0, 10_000_000_000L);
                double other =
                        millis(
                                store,
                                new SeriesKey(connection, Side.CLIENT, "c3"),
                                0,
                                10_000_000_000L);
                for (int i = 0; i < again.length; i++) {
                    again[i] = millis(store, key, 0, 10_000_000_000L);
                }
                Arrays.sort(again);
                double[] zoom = new double[15];
                for (int i = 0; i < zoom.length; i++) {
                    zoom[i] = millis(store, key, 5_000_000_000L, 5_100_000_000L);
                }
                Arrays.sort(zoom);
                long start = System.nanoTime();
                store.series(connection);
                System.out.printf(
                        "read %d points: first of the process's file %.1f ms, next series %.1f ms,"
                                + " again %.1f ms, 1 %% zoom %.2f ms, list of series %.1f ms%n",
                        store.series(connection).getFirst().count(),
                        first,
                        other,
                        again[7],
                        zoom[7],
                        (System.nanoTime() - start) / 1e6);
            }
        }
    }

    private static double millis(FlowStore store, SeriesKey key, long from, long to) {
        long start = System.nanoTime();
        store.read(key, from, to, 1500);
        return (System.nanoTime() - start) / 1e6;
    }
}
