package io.tcbee.store.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Attribute;
import io.tcbee.store.Column;
import io.tcbee.store.ConnectionFilter;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Note;
import io.tcbee.store.PointCollector;
import io.tcbee.store.Points;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program finds, reads and changes in every flow database. */
public abstract class LibraryContract {
    private static final Series WINDOW =
            new Series("window", Unit.BYTES, "A window.", Source.KERNEL, "");
    private static final Series NOTE = new Series("note", Unit.COUNT, "Mine.", Source.INFERRED, "");
    private static final Table STATES =
            new Table("states", "A state.", List.of(new Column(WINDOW, Column.Type.UINT32, true)));

    @TempDir Path directory;

    /** Opens the backend's database in {@code directory}, always the same one. */
    protected abstract FlowStore open(Path directory, Mode mode);

    /** Whether it keeps notes. */
    protected boolean keepsNotes() {
        return false;
    }

    private FlowStore open(Mode mode) {
        return open(directory, mode);
    }

    private static Run run(String trace) {
        return new Run(0, trace, trace + ".tcbee", "h", "6", 0, 0, 9, "lo", "", "", true, 1, 0);
    }

    /**
     * Connections 1 to 3: ports 40001 to 40003 to 80, 443 and 80; open 0-10, 20-30 and 40-50 ns.
     */
    private void three(FlowStore store, String trace, double firstWindow) {
        int[] ports = {80, 443, 80};
        try (FlowWriter writer = store.writer(run(trace))) {
            writer.define(NOTE);
            for (int i = 0; i < 3; i++) {
                long id = writer.connection();
                Rows rows = new Rows(STATES, 10);
                for (int t = 0; t < 10; t++) {
                    rows.set(rows.add(id, 0, 20L * i + t), 0, (long) firstWindow + t);
                }
                writer.append(rows);
                SeriesKey note = new SeriesKey(id, Side.SERVER, "note");
                writer.append(note, new long[] {20L * i}, new double[] {i}, 0, 1);
                writer.append(row(id, ports[i], 20L * i));
            }
            writer.append(List.of(new Loss(0, 0, 1, "packet", 0, 1)));
            writer.commit(run(trace));
        }
    }

    private static ConnectionRow row(long id, int port, long start) {
        return new ConnectionRow(
                id,
                0,
                new Endpoint(InetAddress.ofLiteral("10.0.0." + port % 10), (int) (40_000 + id)),
                new Endpoint(InetAddress.ofLiteral("2001:db8::1"), port),
                null,
                0,
                id,
                0,
                "",
                "",
                start,
                start + 10,
                false,
                true,
                "fin",
                List.of(new Attribute(Side.CLIENT, "note", id), new Attribute(null, "note", 7)));
    }

    private static SeriesKey window(long connection) {
        return new SeriesKey(connection, Side.CLIENT, "window");
    }

    private static List<Long> ids(FlowStore store, ConnectionFilter filter) {
        List<Long> ids = new ArrayList<>();
        store.connections(filter, row -> ids.add(row.id()));
        return ids;
    }

    @Test
    void aNoteIsKeptUntilItIsRemovedWhereNotesAreKept() {
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 0);
            assertEquals(List.of(), store.notes(1));
            Note late = new Note(0, 2, 25, 25, "it's late: \u00fc");
            try (FlowEditor editor = store.edit()) {
                if (!keepsNotes()) {
                    assertThrows(UnsupportedOperationException.class, () -> editor.add(late));
                    return;
                }
                assertEquals(1, editor.add(late));
                assertEquals(2, editor.add(new Note(0, 1, 3, 9, "early")));
                assertThrows(StoreException.class, () -> editor.add(new Note(0, 9, 3, 9, "none")));
            }
        }
        try (FlowStore store = open(Mode.EDIT)) {
            Note early = new Note(2, 1, 3, 9, "early");
            assertEquals(
                    List.of(early, new Note(1, 2, 25, 25, "it's late: \u00fc")), store.notes(1));
            assertEquals(List.of(), store.notes(2));
            try (FlowEditor editor = store.edit()) {
                editor.removeNote(1);
                editor.removeNote(77);
            }
            assertEquals(List.of(early), store.notes(1));
        }
    }

    @Test
    void connectionsAreFoundByPortAddressTimeAndRun() {
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 0);
            ConnectionFilter all = ConnectionFilter.ALL;
            assertEquals(List.of(1L, 2L, 3L), ids(store, all));
            assertEquals(List.of(1L, 3L), ids(store, all.withPort(80)));
            assertEquals(List.of(2L), ids(store, all.withPort(40_002)));
            assertEquals(
                    List.of(2L), ids(store, all.withAddress(InetAddress.ofLiteral("10.0.0.3"))));
            assertEquals(
                    List.of(1L, 2L, 3L),
                    ids(store, all.withAddress(InetAddress.ofLiteral("2001:db8:0::1"))));
            assertEquals(List.of(1L, 2L), ids(store, all.between(10, 20)));
            assertEquals(List.of(3L), ids(store, all.withPort(80).between(11, 100)));
            assertEquals(List.of(), ids(store, all.ofRun(2)));
            assertEquals(3, ids(store, all.ofRun(1)).size());
        }
    }

    @Test
    void iteratedConnectionsAreThoseOfTheList() {
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 0);
            List<ConnectionRow> rows = new ArrayList<>();
            store.connections(ConnectionFilter.ALL, rows::add);
            assertEquals(store.connections(), rows);
            assertEquals(2, rows.getFirst().attributes().size());
        }
    }

    @Test
    void everyPointOfARangeIsHandedOver() {
        int n = 10_000;
        long[] times = new long[n];
        double[] values = new double[n];
        Arrays.setAll(times, i -> i / 3 * 10L);
        Arrays.setAll(values, i -> i);
        SeriesKey key = new SeriesKey(1, Side.CLIENT, "note");
        try (FlowStore store = open(Mode.APPEND)) {
            try (FlowWriter writer = store.writer(run("a"))) {
                writer.define(NOTE);
                long _ = writer.connection();
                writer.append(key, times, values, 0, n);
                writer.append(row(1, 80, 0));
                writer.commit(run("a"));
            }
            PointCollector all = new PointCollector();
            store.points(key, Long.MIN_VALUE, Long.MAX_VALUE, all);
            assertArrayEquals(times, all.points().timesNs());
            assertArrayEquals(values, all.points().values());
            PointCollector some = new PointCollector();
            store.points(key, 10, 20, some);
            assertArrayEquals(new double[] {3, 4, 5, 6, 7, 8}, some.points().values());
            store.points(
                    new SeriesKey(9, Side.CLIENT, "note"),
                    0,
                    9,
                    (t, v, size) -> assertEquals(0, size));
        }
    }

    @Test
    void aConditionChoosesPoints() {
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 100);
            Points high = store.points(window(2), 0, 100, value -> value > 107);
            assertArrayEquals(new long[] {28, 29}, high.timesNs());
            assertArrayEquals(new double[] {108, 109}, high.values());
        }
    }

    @Test
    void aSeriesHasItsBounds() {
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 100);
            assertEquals(
                    Optional.of(new SeriesInfo(window(2), WINDOW, 10, 20, 29, 100, 109)),
                    store.series(window(2)));
            assertEquals(Optional.empty(), store.series(new SeriesKey(2, Side.SERVER, "window")));
        }
    }

    @Test
    void attributesAreSetReplacedAndRemoved() {
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 0);
            try (FlowEditor editor = store.edit()) {
                editor.define(new Series("mark", Unit.NONE, "A mark.", Source.INFERRED, ""));
                editor.set(2, new Attribute(null, "mark", 0));
                editor.set(2, new Attribute(Side.CLIENT, "note", -1.5));
                editor.removeAttribute(2, null, "note");
                editor.removeAttribute(2, Side.SERVER, "note");
            }
            assertChanged(store);
        }
        try (FlowStore store = open(Mode.READ)) {
            assertChanged(store);
        }
    }

    private static void assertChanged(FlowStore store) {
        List<ConnectionRow> rows = store.connections();
        assertEquals(2, rows.get(0).attributes().size());
        assertEquals(2, rows.get(1).attributes().size());
        assertEquals(0, rows.get(1).attribute(null, "mark"));
        assertEquals(-1.5, rows.get(1).attribute(Side.CLIENT, "note"));
        assertEquals(Double.NaN, rows.get(1).attribute(null, "note"));
        assertTrue(store.catalogue().stream().anyMatch(series -> series.name().equals("mark")));
    }

    @Test
    void aSeriesIsWrittenReadReplacedAndRemoved() {
        SeriesKey mine = new SeriesKey(3, Side.SERVER, "mine");
        Series series = new Series("mine", Unit.RATIO, "Mine.", Source.INFERRED, "");
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 0);
            try (FlowEditor editor = store.edit()) {
                editor.define(series);
                editor.write(mine, new long[] {1}, new double[] {5});
                assertArrayEquals(new double[] {5}, store.read(mine, 0, 9, 9).values());
                double[] values = {0.5, Double.NaN, -2, -2};
                editor.write(mine, new long[] {3, 4, 5, 5}, values);
            }
        }
        try (FlowStore store = open(Mode.APPEND)) {
            Points points = store.read(mine, 0, 9, 9);
            assertArrayEquals(new long[] {3, 5, 5}, points.timesNs());
            assertArrayEquals(new double[] {0.5, -2, -2}, points.values());
            assertEquals(
                    Optional.of(new SeriesInfo(mine, series, 3, 3, 5, -2, 0.5)),
                    store.series(mine));
            try (FlowEditor editor = store.edit()) {
                editor.removeSeries(mine);
                editor.removeSeries(new SeriesKey(3, Side.SERVER, "note"));
                editor.removeSeries(new SeriesKey(3, Side.SERVER, "nothing"));
            }
            assertEquals(Optional.empty(), store.series(mine));
            assertEquals(0, store.read(mine, 0, 9, 9).size());
            assertEquals(0, store.read(new SeriesKey(3, Side.SERVER, "note"), 0, 99, 9).size());
            assertEquals(1, store.read(new SeriesKey(2, Side.SERVER, "note"), 0, 99, 9).size());
        }
    }

    @Test
    void whatWasRecordedCannotBeChanged() {
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 0);
            try (FlowEditor editor = store.edit()) {
                assertThrows(StoreException.class, () -> editor.removeSeries(window(1)));
                assertThrows(StoreException.class, () -> editor.define(WINDOW));
                assertThrows(
                        StoreException.class,
                        () -> editor.write(window(1), new long[] {1}, new double[] {1}));
            }
            assertEquals(10, store.read(window(1), 0, 99, 99).size());
        }
    }

    @Test
    void whatIsNotKnownIsRefused() {
        SeriesKey unknown = new SeriesKey(99, Side.CLIENT, "note");
        SeriesKey undefined = new SeriesKey(1, Side.CLIENT, "undefined");
        long[] times = {2, 1};
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 0);
            try (FlowEditor editor = store.edit()) {
                double[] two = {1, 2};
                long[] one = {1};
                assertThrows(
                        StoreException.class, () -> editor.write(unknown, one, new double[] {1}));
                assertThrows(
                        StoreException.class, () -> editor.write(undefined, one, new double[] {1}));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> editor.write(new SeriesKey(1, Side.CLIENT, "note"), times, two));
                Attribute infinite = new Attribute(null, "note", Double.POSITIVE_INFINITY);
                assertThrows(IllegalArgumentException.class, () -> editor.set(1, infinite));
                Attribute fine = new Attribute(null, "note", 1);
                assertThrows(StoreException.class, () -> editor.set(99, fine));
            }
        }
        try (FlowStore store = open(Mode.READ)) {
            assertThrows(UnsupportedOperationException.class, store::edit);
        }
    }

    @Test
    void aTraceTakesTheOldOnesPlaceWhenItIsReplaced() {
        try (FlowStore store = open(Mode.APPEND)) {
            three(store, "a", 100);
            three(store, "b", 200);
        }
        try (FlowStore store = open(Mode.REPLACE)) {
            try (FlowWriter writer = store.writer(run("a"))) {
                writer.append(row(writer.connection(), 80, 0));
            }
            assertEquals(6, store.connections().size());
            three(store, "a", 300);
        }
        try (FlowStore store = open(Mode.READ)) {
            assertEquals(List.of("b", "a"), store.runs().stream().map(Run::trace).toList());
            List<ConnectionRow> rows = store.connections();
            assertEquals(6, rows.size());
            long first = rows.get(3).id();
            assertEquals(300, store.read(window(first), 0, 0, 1).values()[0]);
            assertEquals(200, store.read(window(4), 0, 0, 1).values()[0]);
            assertEquals(0, store.read(window(1), 0, 0, 1).size());
            assertEquals(List.of(), store.series(1));
            assertEquals(List.of(), store.losses(1));
            assertEquals(1, store.losses(rows.get(3).run()).size());
            assertEquals(2, rows.get(3).attributes().size());
        }
    }

    @Test
    void aTraceThatIsNotThereYetIsAddedByReplacing() {
        try (FlowStore store = open(Mode.REPLACE)) {
            three(store, "a", 100);
            three(store, "a", 100);
            assertEquals(3, store.connections().size());
            assertEquals(1, store.runs().size());
        }
    }
}
