package io.tcbee.store.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Attribute;
import io.tcbee.store.Column;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Points;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every flow database does, whatever holds it. A backend's test extends it. */
public abstract class FlowStoreContract extends LibraryContract {
    private static final Series CWND = series("snd_cwnd", Unit.SEGMENTS);
    private static final Series RTT = series("rtt", Unit.MICROSECONDS);
    private static final Series TOTAL = series("bytes_total", Unit.BYTES);

    /** One column of each type; {@code label} is for tables only. */
    private static final Table SAMPLES =
            new Table(
                    "samples",
                    "One row per sample.",
                    List.of(
                            new Column(CWND, Column.Type.UINT32, true),
                            column("u8", Column.Type.UINT8),
                            column("u16", Column.Type.UINT16),
                            column("i32", Column.Type.INT32),
                            column("i64", Column.Type.INT64),
                            column("u64", Column.Type.UINT64),
                            column("share", Column.Type.DOUBLE),
                            new Column(series("label", Unit.NONE), Column.Type.UINT8, false)));

    private FlowStore open(Mode mode) {
        return open(directory, mode);
    }

    private static Series series(String name, Unit unit) {
        return new Series(name, unit, "Definition of " + name + ".", Source.KERNEL, "RFC 9293");
    }

    private static Column column(String name, Column.Type type) {
        return new Column(series(name, Unit.COUNT), type, true);
    }

    private static Run run(String trace) {
        return new Run(
                0,
                trace,
                "trace.tcbee",
                "höst",
                "6.18.0",
                1_700_000_000_000_000_000L,
                5_000_000_000L,
                9_000_000_000L,
                "lo,eth0",
                "tcp_probe: tracepoint",
                "",
                true,
                12,
                3);
    }

    private static ConnectionRow connection(long id, Attribute... attributes) {
        return new ConnectionRow(
                id,
                0,
                endpoint("10.0.0.1", 40_000),
                endpoint("192.0.2.7", 65_535),
                Side.CLIENT,
                4_026_531_840L,
                77,
                4711,
                "curl",
                "cubic",
                100,
                900,
                false,
                true,
                "fin",
                List.of(attributes));
    }

    private static Endpoint endpoint(String address, int port) {
        return new Endpoint(InetAddress.ofLiteral(address), port);
    }

    private static SeriesKey client(long connection, String name) {
        return new SeriesKey(connection, Side.CLIENT, name);
    }

    /** Writes one run with the given client-side congestion windows of one connection. */
    private long write(FlowStore store, String trace, long[] times, long[] cwnd) {
        try (FlowWriter writer = store.writer(run(trace))) {
            long id = writer.connection();
            Rows rows = new Rows(SAMPLES, 4);
            for (int i = 0; i < times.length; i++) {
                rows.set(rows.add(id, 0, times[i]), 0, cwnd[i]);
            }
            writer.append(rows);
            writer.append(connection(id));
            writer.commit(run(trace));
            return id;
        }
    }

    @Test
    void aNewDatabaseIsEmpty() {
        try (FlowStore store = open(Mode.APPEND)) {
            assertEquals(List.of(), store.runs());
            assertEquals(List.of(), store.connections());
            assertEquals(List.of(), store.catalogue());
            assertEquals(List.of(), store.series(1));
            assertEquals(List.of(), store.losses(1));
            assertEquals(0, store.read(client(1, "snd_cwnd"), 0, 10, 5).size());
        }
    }

    @Test
    void aDatabaseThatIsNotThereCannotBeRead() {
        assertThrows(StoreException.class, () -> open(Mode.READ));
    }

    @Test
    void aRunComesBackAsItWasCommitted() {
        try (FlowStore store = open(Mode.APPEND)) {
            write(store, "a", new long[] {1}, new long[] {10});
        }
        try (FlowStore store = open(Mode.READ)) {
            Run expected = run("a");
            Run run = store.runs().getFirst();
            assertEquals(1, run.id());
            assertEquals(expected.host(), run.host());
            assertEquals(expected.hooks(), run.hooks());
            assertEquals(expected.startRealtimeNs(), run.startRealtimeNs());
            assertEquals(expected.startMonotonicNs(), run.startMonotonicNs());
            assertEquals(expected.durationNs(), run.durationNs());
            assertEquals(expected.interfaces(), run.interfaces());
            assertTrue(run.complete());
            assertEquals(12, run.events());
            assertEquals(3, run.eventsLost());
        }
    }

    @Test
    void oneStoreReadsWhatItWrote() {
        try (FlowStore store = open(Mode.APPEND)) {
            long id = write(store, "a", new long[] {1, 2}, new long[] {10, 11});
            assertArrayEquals(
                    new double[] {10, 11}, store.read(client(id, "snd_cwnd"), 0, 9, 10).values());
            assertEquals(1, store.runs().size());
        }
    }

    @Test
    void onePointIsAPoint() {
        try (FlowStore store = open(Mode.APPEND)) {
            long id = write(store, "a", new long[] {7}, new long[] {0});
            Points points = store.read(client(id, "snd_cwnd"), 7, 7, 1);
            assertArrayEquals(new long[] {7}, points.timesNs());
            assertArrayEquals(new double[] {0}, points.values());
            assertEquals(1, points.total());
            assertFalse(points.reduced());
        }
    }

    @Test
    void anEmptyRangeHasItsNeighboursOnly() {
        try (FlowStore store = open(Mode.APPEND)) {
            long id = write(store, "a", new long[] {1, 2, 8, 9}, new long[] {1, 2, 8, 9});
            SeriesKey key = client(id, "snd_cwnd");
            assertArrayEquals(new long[] {2, 8}, store.read(key, 4, 6, 10).timesNs());
            assertArrayEquals(new long[] {9}, store.read(key, 20, 30, 10).timesNs());
            assertArrayEquals(new long[] {1}, store.read(key, -30, -20, 10).timesNs());
            assertArrayEquals(new long[] {1, 2, 8, 9}, store.read(key, 2, 8, 10).timesNs());
        }
    }

    @Test
    void anUnknownSeriesHasNoPoints() {
        try (FlowStore store = open(Mode.APPEND)) {
            long id = write(store, "a", new long[] {1}, new long[] {1});
            assertEquals(0, store.read(client(id, "nothing"), 0, 9, 10).size());
            assertEquals(0, store.read(client(id + 1, "snd_cwnd"), 0, 9, 10).size());
            SeriesKey other = new SeriesKey(id, Side.SERVER, "snd_cwnd");
            assertEquals(0, store.read(other, 0, 9, 10).size());
        }
    }

    @Test
    void equalTimesKeepTheirOrder() {
        try (FlowStore store = open(Mode.APPEND)) {
            long id = write(store, "a", new long[] {5, 5, 5, 5, 6}, new long[] {3, 1, 4, 1, 5});
            Points points = store.read(client(id, "snd_cwnd"), 0, 9, 10);
            assertArrayEquals(new long[] {5, 5, 5, 5, 6}, points.timesNs());
            assertArrayEquals(new double[] {3, 1, 4, 1, 5}, points.values());
        }
    }

    @Test
    void theGreatestAndLeastOfEveryTypeComeBack() {
        long[] least = {0, 0, 0, Integer.MIN_VALUE, Long.MIN_VALUE + 1, 0};
        long[] greatest = {
            0xffff_ffffL, 0xff, 0xffff, Integer.MAX_VALUE, Long.MAX_VALUE, -1 /* 2^64-1 */
        };
        double[] expected = {4_294_967_295.0, 255, 65_535, 2_147_483_647, 0x1p63, 0x1p64};
        try (FlowStore store = open(Mode.APPEND)) {
            long id;
            try (FlowWriter writer = store.writer(run("a"))) {
                id = writer.connection();
                Rows rows = new Rows(SAMPLES, 1);
                int first = rows.add(id, 0, 1);
                int second = rows.add(id, 0, 2);
                for (int c = 0; c < least.length; c++) {
                    rows.set(first, c, least[c]);
                    rows.set(second, c, greatest[c]);
                }
                rows.set(first, 6, -Double.MAX_VALUE);
                rows.set(second, 6, Double.MIN_VALUE);
                writer.append(rows);
                writer.commit(run("a"));
            }
            for (int c = 0; c < least.length; c++) {
                String name = SAMPLES.columns().get(c).name();
                assertArrayEquals(
                        new double[] {least[c], expected[c]},
                        store.read(client(id, name), 0, 9, 9).values(),
                        name);
            }
            assertArrayEquals(
                    new double[] {-Double.MAX_VALUE, Double.MIN_VALUE},
                    store.read(client(id, "share"), 0, 9, 9).values());
        }
    }

    @Test
    void aValueThatDoesNotFitIsRefused() {
        try (FlowStore store = open(Mode.APPEND);
                FlowWriter writer = store.writer(run("a"))) {
            Rows rows = new Rows(SAMPLES, 1);
            rows.set(rows.add(writer.connection(), 0, 1), 1, 256);
            assertThrows(StoreException.class, () -> writer.append(rows));
        }
    }

    @Test
    void zeroIsAValueAndAbsenceIsNone() {
        try (FlowStore store = open(Mode.APPEND)) {
            long id;
            try (FlowWriter writer = store.writer(run("a"))) {
                id = writer.connection();
                Rows rows = new Rows(SAMPLES, 1);
                rows.set(rows.add(id, 0, 1), 0, 0);
                rows.add(id, 0, 2);
                int third = rows.add(id, 0, 3);
                rows.set(third, 0, 9);
                rows.set(third, 6, Double.NaN);
                rows.set(rows.add(id, 0, 4), 6, -0.0);
                writer.append(rows);
                writer.commit(run("a"));
            }
            assertArrayEquals(
                    new long[] {1, 3}, store.read(client(id, "snd_cwnd"), 0, 9, 9).timesNs());
            assertArrayEquals(new long[] {4}, store.read(client(id, "share"), 0, 9, 9).timesNs());
            assertEquals(0, store.read(client(id, "u8"), 0, 9, 9).size());
            assertEquals(
                    List.of("share", "snd_cwnd"),
                    store.series(id).stream().map(info -> info.key().name()).toList());
        }
    }

    @Test
    void derivedSeriesAreReadLikeColumns() {
        try (FlowStore store = open(Mode.APPEND)) {
            long id;
            try (FlowWriter writer = store.writer(run("a"))) {
                id = writer.connection();
                writer.define(RTT);
                SeriesKey server = new SeriesKey(id, Side.SERVER, "rtt");
                double[] values = {0.5, 1.5, Double.NaN, 2.5, 3.5};
                writer.append(client(id, "rtt"), new long[] {1, 2, 3, 4, 5}, values, 1, 4);
                writer.append(server, new long[] {9}, new double[] {7}, 0, 1);
                writer.commit(run("a"));
            }
            Points points = store.read(client(id, "rtt"), 0, 10, 100);
            assertArrayEquals(new long[] {2, 4}, points.timesNs());
            assertArrayEquals(new double[] {1.5, 2.5}, points.values());
            SeriesInfo info = store.series(id).getFirst();
            assertEquals(new SeriesInfo(client(id, "rtt"), RTT, 2, 2, 4, 1.5, 2.5), info);
            assertEquals(Side.SERVER, store.series(id).get(1).key().side());
        }
    }

    @Test
    void seriesAreSummedUpAndInOrder() {
        try (FlowStore store = open(Mode.APPEND)) {
            long id = write(store, "a", new long[] {3, 4, 9}, new long[] {5, 2, 7});
            assertEquals(
                    List.of(new SeriesInfo(client(id, "snd_cwnd"), CWND, 3, 3, 9, 2, 7)),
                    store.series(id));
            assertEquals(List.of(), store.series(id + 1));
        }
    }

    @Test
    void theCatalogueHasPlottedColumnsSeriesAndAttributesByName() {
        try (FlowStore store = open(Mode.APPEND)) {
            try (FlowWriter writer = store.writer(run("a"))) {
                long id = writer.connection();
                Rows rows = new Rows(SAMPLES, 1);
                rows.add(id, 0, 1);
                writer.append(rows);
                writer.define(series("rtt", Unit.BYTES));
                writer.define(RTT);
                writer.define(TOTAL);
                writer.commit(run("a"));
            }
            assertEquals(
                    List.of(
                            "bytes_total",
                            "i32",
                            "i64",
                            "rtt",
                            "share",
                            "snd_cwnd",
                            "u16",
                            "u64",
                            "u8"),
                    store.catalogue().stream().map(Series::name).toList());
            assertEquals(RTT, store.catalogue().get(3));
        }
    }

    @Test
    void connectionsComeBackAsTheyWere() {
        Attribute total = new Attribute(Side.SERVER, "bytes_total", 1e18);
        Attribute whole = new Attribute(null, "handshake_rtt", 0);
        ConnectionRow unknown =
                new ConnectionRow(
                        2,
                        1,
                        endpoint("2001:db8::1", 0),
                        endpoint("fe80::a:b", 443),
                        null,
                        0,
                        0,
                        0,
                        "",
                        "",
                        5,
                        6,
                        true,
                        false,
                        "open",
                        List.of());
        ConnectionRow unicode =
                new ConnectionRow(
                        3,
                        1,
                        endpoint("127.0.0.1", 1),
                        endpoint("127.0.0.1", 2),
                        Side.SERVER,
                        1,
                        -1,
                        1,
                        "wörker-蜂'\"🐝",
                        "bbr",
                        7,
                        8,
                        true,
                        false,
                        "reset",
                        List.of());
        try (FlowStore store = open(Mode.APPEND)) {
            try (FlowWriter writer = store.writer(run("a"))) {
                assertEquals(1, writer.connection());
                writer.define(TOTAL);
                writer.append(unicode);
                writer.append(unknown);
                writer.append(connection(1, total, whole, new Attribute(null, "none", Double.NaN)));
                writer.commit(run("a"));
            }
            List<ConnectionRow> rows = store.connections();
            assertEquals(List.of(2L, 3L, 1L), rows.stream().map(ConnectionRow::id).toList());
            assertEquals(unknown, rows.get(0));
            assertEquals(unicode, rows.get(1));
            assertEquals(1, rows.get(2).run());
            assertEquals(List.of(total, whole), rows.get(2).attributes());
            assertEquals(connection(1).client(), rows.get(2).client());
            assertEquals(connection(1).server(), rows.get(2).server());
        }
    }

    @Test
    void lossesComeBackInOrderOfTime() {
        Loss early = new Loss(1, 0, 10, "tcp_probe", 1, 5);
        Loss late = new Loss(1, 10, 20, "packet", 0, 1L << 40);
        try (FlowStore store = open(Mode.APPEND)) {
            try (FlowWriter writer = store.writer(run("a"))) {
                writer.append(List.of(late));
                writer.append(List.of(early));
                writer.commit(run("a"));
            }
            assertEquals(List.of(early, late), store.losses(1));
            assertEquals(List.of(), store.losses(2));
        }
    }

    @Test
    void closeWithoutCommitLeavesNothing() {
        try (FlowStore store = open(Mode.APPEND)) {
            try (FlowWriter writer = store.writer(run("a"))) {
                Rows rows = new Rows(SAMPLES, 1);
                rows.set(rows.add(writer.connection(), 0, 1), 0, 1);
                writer.append(rows);
                writer.append(connection(1));
            }
            assertEquals(List.of(), store.runs());
            assertEquals(List.of(), store.connections());
            assertEquals(1, write(store, "a", new long[] {1}, new long[] {1}));
        }
        try (FlowStore store = open(Mode.APPEND)) {
            try (FlowWriter writer = store.writer(run("b"))) {
                writer.append(connection(writer.connection()));
                writer.append(List.of(new Loss(0, 0, 1, "packet", 0, 1)));
            }
            assertEquals(1, store.runs().size());
            assertEquals(1, store.connections().size());
        }
    }

    @Test
    void aDatabaseWithoutACommittedRunIsNotThere() {
        try (FlowStore store = open(Mode.APPEND);
                FlowWriter writer = store.writer(run("a"))) {
            writer.append(connection(writer.connection()));
        }
        assertThrows(StoreException.class, () -> open(Mode.READ));
    }

    @Test
    void nothingIsVisibleBeforeTheCommit() {
        try (FlowStore store = open(Mode.APPEND);
                FlowWriter writer = store.writer(run("a"))) {
            writer.append(connection(writer.connection()));
            assertEquals(List.of(), store.connections());
            writer.commit(run("a"));
            assertEquals(1, store.connections().size());
        }
    }

    @Test
    void runsOfSeveralTracesShareADatabaseAndIdsContinue() {
        try (FlowStore store = open(Mode.APPEND)) {
            assertEquals(1, write(store, "a", new long[] {1}, new long[] {10}));
            assertEquals(2, write(store, "b", new long[] {1}, new long[] {20}));
        }
        try (FlowStore store = open(Mode.APPEND)) {
            assertEquals(3, write(store, "c", new long[] {1}, new long[] {30}));
        }
        try (FlowStore store = open(Mode.READ)) {
            assertEquals(List.of(1L, 2L, 3L), store.runs().stream().map(Run::id).toList());
            assertEquals(
                    List.of(1L, 2L, 3L),
                    store.connections().stream().map(ConnectionRow::run).toList());
            for (int id = 1; id <= 3; id++) {
                assertArrayEquals(
                        new double[] {10 * id},
                        store.read(client(id, "snd_cwnd"), 0, 9, 9).values());
            }
        }
    }

    @Test
    void aTraceIsRefusedTheSecondTime() {
        try (FlowStore store = open(Mode.APPEND)) {
            write(store, "a", new long[] {1}, new long[] {1});
            StoreException refused =
                    assertThrows(StoreException.class, () -> store.writer(run("a")));
            assertTrue(refused.getMessage().contains("trace a"), refused.getMessage());
            assertEquals(2, write(store, "b", new long[] {1}, new long[] {1}));
        }
    }

    @Test
    void aLaterRunMayHaveMoreColumns() {
        Table more =
                new Table(
                        "samples",
                        SAMPLES.doc(),
                        List.of(
                                column("newer", Column.Type.INT64),
                                new Column(CWND, Column.Type.UINT32, true)));
        try (FlowStore store = open(Mode.APPEND)) {
            long first = write(store, "a", new long[] {1}, new long[] {10});
            long second;
            try (FlowWriter writer = store.writer(run("b"))) {
                second = writer.connection();
                Rows rows = new Rows(more, 1);
                int row = rows.add(second, 0, 1);
                rows.set(row, 0, -5);
                rows.set(row, 1, 20);
                writer.append(rows);
                writer.commit(run("b"));
            }
            assertArrayEquals(
                    new double[] {-5}, store.read(client(second, "newer"), 0, 9, 9).values());
            assertArrayEquals(
                    new double[] {20}, store.read(client(second, "snd_cwnd"), 0, 9, 9).values());
            assertEquals(0, store.read(client(first, "newer"), 0, 9, 9).size());
        }
    }

    @Test
    void aColumnKeepsItsType() {
        Table other = new Table("samples", "", List.of(new Column(CWND, Column.Type.DOUBLE, true)));
        try (FlowStore store = open(Mode.APPEND)) {
            write(store, "a", new long[] {1}, new long[] {10});
            try (FlowWriter writer = store.writer(run("b"))) {
                Rows rows = new Rows(other, 1);
                rows.add(writer.connection(), 0, 1);
                assertThrows(StoreException.class, () -> writer.append(rows));
            }
            assertEquals(1, store.runs().size());
        }
    }

    @Test
    void aStoreThatIsReadRefusesAWriter() {
        try (FlowStore store = open(Mode.APPEND)) {
            write(store, "a", new long[] {1}, new long[] {1});
        }
        try (FlowStore store = open(Mode.READ)) {
            assertThrows(UnsupportedOperationException.class, () -> store.writer(run("b")));
        }
    }

    @Test
    void twoReadersSeeTheSame() {
        try (FlowStore store = open(Mode.APPEND)) {
            write(store, "a", new long[] {1}, new long[] {1});
        }
        try (FlowStore two = open(Mode.READ)) {
            try (FlowStore one = open(Mode.READ)) {
                assertEquals(one.connections(), two.connections());
            }
            assertEquals(1, two.runs().size());
        }
    }

    @Test
    void severalThreadsReadAtOnce() throws Exception {
        try (FlowStore store = open(Mode.APPEND)) {
            long id = write(store, "a", new long[] {1, 2}, new long[] {1, 2});
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                List<Future<Integer>> sizes =
                        threads.invokeAll(
                                java.util.Collections.nCopies(
                                        40,
                                        () ->
                                                store.read(client(id, "snd_cwnd"), 0, 9, 9).size()
                                                        + store.connections().size()
                                                        + store.series(id).size()));
                for (Future<Integer> size : sizes) {
                    assertEquals(4, size.get());
                }
            }
        }
    }

    @Test
    void rowsOfManyConnectionsComeApartAgain() {
        try (FlowStore store = open(Mode.APPEND)) {
            try (FlowWriter writer = store.writer(run("a"))) {
                writer.define(RTT);
                long[] ids = {writer.connection(), writer.connection(), writer.connection()};
                Rows rows = new Rows(SAMPLES, 16);
                for (int i = 0; i < 9_000; i++) {
                    rows.set(rows.add(ids[i % 3], i % 2, i), 0, i);
                    SeriesKey key =
                            new SeriesKey(
                                    ids[i % 3], i % 2 == 0 ? Side.CLIENT : Side.SERVER, "rtt");
                    writer.append(key, new long[] {i}, new double[] {-i}, 0, 1);
                    if (rows.size() == 1000) {
                        writer.append(rows);
                        rows.clear();
                    }
                }
                writer.append(rows);
                writer.commit(run("a"));
            }
            for (int c = 0; c < 3; c++) {
                SeriesKey key = new SeriesKey(c + 1, Side.SERVER, "snd_cwnd");
                Points cwnd = store.read(key, 0, 9_000, 9_000);
                Points rtt = store.read(new SeriesKey(c + 1, Side.SERVER, "rtt"), 0, 9_000, 9_000);
                assertEquals(1500, cwnd.size());
                assertArrayEquals(cwnd.timesNs(), rtt.timesNs());
                for (int i = 0; i < cwnd.size(); i++) {
                    long time = cwnd.timesNs()[i];
                    assertEquals(1, time % 2);
                    assertEquals(c, time % 3);
                    assertEquals((double) time, cwnd.values()[i]);
                    assertEquals((double) -time, rtt.values()[i]);
                }
            }
        }
    }

    @Test
    void reductionIsTheRule() {
        long seed = 20260101;
        Random random = new Random(seed);
        int n = 20_000;
        long[] times = new long[n];
        long[] values = new long[n];
        long time = 1_000_000;
        for (int i = 0; i < n; i++) {
            time += random.nextInt(4) == 0 ? 0 : random.nextInt(5_000);
            times[i] = time;
            values[i] = random.nextInt(500);
        }
        try (FlowStore store = open(Mode.APPEND)) {
            long id = write(store, "a", times, values);
            for (int trial = 0; trial < 40; trial++) {
                int columns = 1 + random.nextInt(300);
                long from = times[random.nextInt(n)] - random.nextInt(10);
                long to = from + random.nextLong(times[n - 1]);
                Points points = store.read(client(id, "snd_cwnd"), from, to, columns);
                BruteForce expected = BruteForce.reduce(times, values, from, to, columns);
                String what = "seed %d trial %d".formatted(seed, trial);
                assertArrayEquals(expected.times(), points.timesNs(), what);
                assertArrayEquals(expected.values(), points.values(), what);
                assertEquals(expected.total(), points.total(), what);
            }
        }
    }
}
