package io.tcbee.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Rows;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.Table;
import io.tcbee.store.contract.SmallRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages that we write are those of a SQLite database: SQLite's own check and queries say so.
 */
class PagesTest {
    private static final int CONNECTIONS = 7;

    @TempDir Path directory;

    private static Table table(int columns) {
        List<Column> all = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            all.add(
                    new Column(
                            SmallRun.series("c" + i, Unit.COUNT),
                            i == 1 ? Column.Type.DOUBLE : Column.Type.INT64,
                            i == 0));
        }
        return new Table("wide", "Many columns.", all);
    }

    /** Writes rows whose first column is their number; returns the file. */
    private Path write(Table table, long rows) {
        Path file = directory.resolve("flows.sqlite");
        Random random = new Random(1);
        try (FlowStore store = FlowStores.open(file.toString(), Mode.APPEND);
                FlowWriter writer = store.writer(SmallRun.run("a"))) {
            for (int i = 0; i < CONNECTIONS; i++) {
                long _ = writer.connection();
            }
            writer.define(SmallRun.series("d", Unit.COUNT));
            Rows batch = new Rows(table, 4096);
            for (long i = 0; i < rows; i++) {
                int row = batch.add(1 + i % CONNECTIONS, (int) (i % 2), i);
                batch.set(row, 0, i);
                for (int c = 1; c < table.columns().size(); c++) {
                    if (c == 1) {
                        batch.set(row, c, i / 2.0);
                    } else {
                        batch.set(row, c, random.nextLong() >> random.nextInt(64));
                    }
                }
                if (batch.size() == 4096) {
                    writer.append(batch);
                    batch.clear();
                }
            }
            writer.append(batch);
            long[] times = {1, 2, 2};
            SeriesKey key = new SeriesKey(3, Side.SERVER, "d");
            writer.append(key, times, new double[] {1, 2, 3}, 0, 3);
            writer.commit(SmallRun.run("a"));
        }
        return file;
    }

    private static String ask(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
        }
    }

    private static void assertWhole(Path file, long rows) throws SQLException {
        assertEquals("ok", ask(file, "PRAGMA integrity_check"));
        assertEquals(Long.toString(rows), ask(file, "SELECT count(*) FROM wide"));
        assertEquals(Long.toString(rows * (rows - 1) / 2), ask(file, "SELECT sum(c0) FROM wide"));
        // By the index alone, and by the index into the table.
        assertEquals(
                Long.toString((rows - 1) / CONNECTIONS + 1),
                ask(file, "SELECT count(*) FROM wide WHERE connection = 1"));
        long last = rows - 1;
        assertEquals(
                Long.toString(last),
                ask(
                        file,
                        "SELECT c0 FROM wide WHERE connection = %d AND side = %d AND time_ns = %d"
                                .formatted(1 + last % CONNECTIONS, last % 2, last)));
        assertEquals("3", ask(file, "SELECT count(*) FROM derived"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 1000, 5_003, 30_000, 300_001, 1_500_000})
    void sqliteFindsNothingWrong(int rows) throws SQLException {
        assertWhole(write(table(4), rows), rows);
    }

    /** Every number of rows about a page more or less, where trees grow by a level. */
    @Test
    void everySmallTreeIsWhole() throws Exception {
        Table table = table(2);
        for (int rows = 560; rows < 700; rows++) {
            Path file = write(table, rows);
            assertWhole(file, rows);
            Files.delete(file);
        }
    }

    @Test
    void aFileAboveOneGibibyteIsWhole() throws Exception {
        int rows = 2_600_000;
        Path file = write(table(80), rows);
        assertTrue(Files.size(file) > 1L << 30, "size " + Files.size(file));
        assertWhole(file, rows);
    }

    @Test
    void theFileGrowsBySqlAfterwards() throws SQLException {
        Path file = write(table(4), 10_000);
        try (FlowStore store = FlowStores.open(file.toString(), Mode.APPEND);
                FlowWriter writer = store.writer(SmallRun.run("b"))) {
            Rows more = new Rows(table(4), 10_000);
            long id = writer.connection();
            for (int i = 10_000; i < 20_000; i++) {
                int row = more.add(id, 0, i);
                more.set(row, 0, i);
            }
            writer.append(more);
            writer.commit(SmallRun.run("b"));
        }
        assertEquals("ok", ask(file, "PRAGMA integrity_check"));
        assertEquals("199990000", ask(file, "SELECT sum(c0) FROM wide"));
    }
}
