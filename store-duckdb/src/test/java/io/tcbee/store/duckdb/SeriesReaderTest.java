package io.tcbee.store.duckdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.model.Side;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Points;
import io.tcbee.store.Rows;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.backend.Catalogue;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Series longer than a window, and than what is kept in memory. */
class SeriesReaderTest {
    private static final int POINTS = 600_000;

    @TempDir Path directory;

    private Path file() {
        return directory.resolve("flows.duckdb");
    }

    private void writeLongSeries() {
        try (FlowStore store = DuckDbStore.open(file().toString(), Mode.APPEND);
                FlowWriter writer = store.writer(SmallDatabase.run("long"))) {
            long[] ids = {writer.connection(), writer.connection()};
            Rows rows = new Rows(SmallDatabase.TCP_STATE, 4096);
            for (int i = 0; i < 2 * POINTS; i++) {
                int row = rows.add(ids[i & 1], 0, i - i % 6);
                rows.set(row, 0, i % 1000);
                rows.set(row, 1, i);
                if (rows.size() == 4096) {
                    writer.append(rows);
                    rows.clear();
                }
            }
            writer.append(rows);
            writer.commit(SmallDatabase.run("long"));
        }
    }

    private static Points read(
            Database database, SeriesReader reader, SeriesKey key, long from, long to) {
        return database.use(
                "read",
                connection -> {
                    Catalogue catalogue = Catalogue.load(connection);
                    return reader.read(connection, catalogue.get(key.name()), key, from, to, 200);
                });
    }

    @Test
    void readingThroughAndReadingMemoryAreTheSame() {
        writeLongSeries();
        SeriesKey key = new SeriesKey(2, Side.CLIENT, "srtt_us");
        Random random = new Random(5);
        try (Database database = Database.open(file(), true)) {
            SeriesReader whole = new SeriesReader(2 * POINTS);
            SeriesReader through = new SeriesReader(1000);
            for (int trial = 0; trial < 20; trial++) {
                long from = random.nextInt(2 * POINTS);
                long to = from + random.nextInt(2 * POINTS);
                Points expected = read(database, whole, key, from, to);
                Points points = read(database, through, key, from, to);
                assertArrayEquals(expected.timesNs(), points.timesNs());
                assertArrayEquals(expected.values(), points.values());
                assertEquals(expected.total(), points.total());
            }
            assertEquals(0, through.keptKeys().size());
            assertEquals(1, whole.keptKeys().size());
        }
    }

    @Test
    void rowsAndTheirSumsSurviveManyWindows() {
        writeLongSeries();
        SeriesKey key = new SeriesKey(2, Side.CLIENT, "srtt_us");
        try (FlowStore store = DuckDbStore.open(file().toString(), Mode.READ)) {
            Points points = store.read(key, 0, 2 * POINTS, POINTS);
            assertEquals(POINTS, points.size());
            for (int i = 0; i < POINTS; i++) {
                assertEquals(2.0 * i + 1, points.values()[i]);
                assertEquals(2 * i + 1 - (2 * i + 1) % 6, points.timesNs()[i]);
            }
            SeriesInfo info = store.series(2).get(1);
            assertEquals(POINTS, info.count());
            assertEquals(0, info.firstNs());
            assertEquals(2 * POINTS - 1 - (2 * POINTS - 1) % 6, info.lastNs());
            assertEquals(1, info.min());
            assertEquals(2.0 * POINTS - 1, info.max());
        }
    }
}
