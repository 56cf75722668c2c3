package io.tcbee.store.influx;

import io.tcbee.model.Series;
import io.tcbee.store.Attribute;
import io.tcbee.store.Column;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import io.tcbee.store.backend.SeriesTotals;
import io.tcbee.store.backend.Sides;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One run. Its points carry its number; those of a run that was not completed are deleted, here or
 * by the next writer.
 *
 * <p>Points of one series and time are told apart by the tag {@code n}: 1 for the second, and so
 * on.
 */
final class InfluxWriter implements FlowWriter {
    private static final Set<String> FIXED =
            Set.of(
                    "schema_version",
                    "runs",
                    "connections",
                    "attributes",
                    "catalogue",
                    "columns",
                    "series",
                    "points",
                    "losses");

    private final Server server;
    private final Lines lines;
    private final Run first;
    private final long run;
    private final long replaced;
    private final Runnable committed;
    private final Runnable closed;
    private final boolean newDatabase;
    private final InfluxCatalogue catalogue;
    private final Map<String, TableState> tables = new HashMap<>();
    private final Map<SeriesKey, long[]> latest = new HashMap<>();
    private final Map<SeriesKey, SeriesTotals.Group> derived = new HashMap<>();
    private final SeriesTotals derivedTotals = new SeriesTotals(1);
    private long nextConnection;
    private long part;
    private long losses;
    private boolean open = true;

    /**
     * A wide table: the last time and how often it came, by connection and side; and its totals.
     */
    private static final class TableState {
        final Table table;
        final SeriesTotals totals;
        final Map<Long, long[]> latest = new HashMap<>();

        TableState(Table table) {
            this.table = table;
            this.totals = new SeriesTotals(table.columns().size());
        }
    }

    /**
     * @param replaced the run that goes when this one is complete; 0 none
     * @param runs that are there
     */
    InfluxWriter(
            Server server,
            Run first,
            long replaced,
            Map<Long, Run> runs,
            Runnable committed,
            Runnable closed) {
        this.server = server;
        this.lines = new Lines(server);
        this.first = first;
        this.replaced = replaced;
        this.committed = committed;
        this.closed = closed;
        run = 1 + runs.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        newDatabase = runs.isEmpty();
        server.execute("CREATE DATABASE " + Names.name(server.location().database()));
        drop(run);
        catalogue = InfluxCatalogue.load(server);
        nextConnection = 1;
        server.query(
                "SHOW TAG VALUES WITH KEY = \"connection\"",
                row -> nextConnection = Math.max(nextConnection, 1 + row.integer("value")));
    }

    private void drop(long unwanted) {
        server.execute("DROP SERIES WHERE run = '" + unwanted + "'");
    }

    @Override
    public long connection() {
        requireOpen();
        return nextConnection++;
    }

    @Override
    public void append(Rows rows) {
        requireOpen();
        TableState state = table(rows.table());
        for (int c = 0; c < rows.table().columns().size(); c++) {
            requireFit(rows, c);
        }
        for (int row = 0; row < rows.size(); row++) {
            write(state, rows, row);
        }
        if (state.totals.isFull()) {
            drain(state);
        }
    }

    private TableState table(Table table) {
        TableState known = tables.get(table.name());
        if (known != null) {
            if (!known.table.equals(table)) {
                throw new IllegalArgumentException(
                        "two tables of one name differ: table=" + table.name());
            }
            return known;
        }
        if (FIXED.contains(table.name())) {
            throw new IllegalArgumentException("the name is taken: table=" + table.name());
        }
        for (Column column : table.columns()) {
            Column.Type type = catalogue.type(table.name(), column.name());
            if (type != null && type != column.type()) {
                throw new StoreException(
                        "write %s: column %s is %s in the database and %s in this run; write to another database"
                                .formatted(table.name(), column.name(), type, column.type()));
            }
            catalogue.type(table.name(), column.name(), column.type());
            if (column.plotted()) {
                place(column.series(), table.name());
            }
        }
        TableState state = new TableState(table);
        tables.put(table.name(), state);
        return state;
    }

    private void place(Series series, String place) {
        InfluxCatalogue.Entry entry = catalogue.define(series);
        if (entry.isSeries() && !entry.place().equals(place)) {
            throw new IllegalArgumentException(
                    "series %s is in %s already: place=%s"
                            .formatted(series.name(), entry.place(), place));
        }
        catalogue.place(series.name(), place);
    }

    private static void requireFit(Rows rows, int c) {
        Column column = rows.table().columns().get(c);
        long[] values = rows.values(c);
        for (int row = 0; row < rows.size(); row++) {
            if (!column.type().holds(values[row])) {
                throw new StoreException(
                        "write %s: a value does not fit in column %s (%s)"
                                .formatted(rows.table().name(), column.name(), column.type()));
            }
        }
    }

    private void write(TableState state, Rows rows, int row) {
        long connection = rows.connections()[row];
        int side = rows.sides()[row];
        long time = rows.times()[row];
        long key = connection << 1 | side;
        lines.point(state.table.name()).tag("run", run).tag("connection", connection);
        lines.tag("side", Names.side(Sides.of(side)));
        number(state.latest.computeIfAbsent(key, k -> new long[] {Long.MIN_VALUE, 0}), time);
        SeriesTotals.Group group = state.totals.group(key);
        List<Column> columns = state.table.columns();
        for (int c = 0; c < columns.size(); c++) {
            long value = rows.values(c)[row];
            if (value == Rows.ABSENT) {
                continue;
            }
            Column column = columns.get(c);
            if (column.type() == Column.Type.DOUBLE) {
                lines.field(column.name(), Double.longBitsToDouble(value));
            } else {
                lines.field(column.name(), value);
            }
            if (column.plotted()) {
                group.add(c, time, column.type().number(value));
            }
        }
        if (!lines.hasField()) {
            // A point has a field; a row may have no value.
            lines.field("no_value", true);
        }
        lines.end(first.startRealtimeNs() + time);
    }

    /** Adds the tag that tells points of one time apart. */
    private void number(long[] last, long time) {
        last[1] = last[0] == time ? last[1] + 1 : 0;
        last[0] = time;
        if (last[1] > 0) {
            lines.tag("n", last[1]);
        }
    }

    @Override
    public void define(Series series) {
        requireOpen();
        catalogue.define(series);
    }

    @Override
    public void append(SeriesKey key, long[] timesNs, double[] values, int from, int to) {
        requireOpen();
        InfluxCatalogue.Entry entry = catalogue.get(key.name());
        if (entry == null) {
            throw new IllegalArgumentException("series is not defined: name=" + key.name());
        }
        place(entry.series(), InfluxCatalogue.POINTS);
        long[] last = latest.computeIfAbsent(key, k -> new long[] {Long.MIN_VALUE, 0});
        SeriesTotals.Group group =
                derived.computeIfAbsent(key, k -> derivedTotals.group(derived.size()));
        for (int i = from; i < to; i++) {
            if (Double.isFinite(values[i])) {
                lines.point(InfluxCatalogue.POINTS).tag("run", run);
                lines.tag("connection", key.connection()).tag("side", Names.side(key.side()));
                lines.tag("series", key.name());
                number(last, timesNs[i]);
                lines.field("value", values[i] + 0.0).end(first.startRealtimeNs() + timesNs[i]);
                group.add(0, timesNs[i], values[i]);
            }
        }
    }

    @Override
    public void append(ConnectionRow row) {
        requireOpen();
        InfluxRows.write(lines, run, first.startRealtimeNs(), row);
        long position = 0;
        for (Attribute attribute : row.attributes()) {
            if (Double.isFinite(attribute.value())) {
                InfluxRows.write(lines, with(first, run), row.id(), attribute, position++);
                InfluxCatalogue.Entry entry = catalogue.get(attribute.name());
                if (entry != null && entry.place().isEmpty()) {
                    catalogue.place(attribute.name(), InfluxCatalogue.ATTRIBUTES);
                }
            }
        }
    }

    @Override
    public void append(List<Loss> more) {
        requireOpen();
        for (Loss loss : more) {
            InfluxRows.write(lines, run, first.startRealtimeNs(), loss, losses++);
        }
    }

    private void drain(TableState state) {
        state.totals.<StoreException>drain((key, column, count, firstNs, lastNs, least, greatest) ->
                total(
                        new SeriesKey(
                                key >> 1,
                                Sides.of((int) key & 1),
                                state.table.columns().get(column).name()),
                        count,
                        firstNs,
                        lastNs,
                        least,
                        greatest));
        part++;
    }

    private void drainDerived() {
        derived.forEach((key, group) -> {
            if (group.count(0) > 0) {
                total(
                        key,
                        group.count(0),
                        group.firstNs(0),
                        group.lastNs(0),
                        group.least(0),
                        group.greatest(0));
            }
        });
    }

    private void total(
            SeriesKey key, long count, long firstNs, long lastNs, double least, double greatest) {
        total(lines, with(first, run), part, key, count, firstNs, lastNs, least, greatest);
    }

    /** Writes what there is of a series, or of a part of it. */
    static void total(
            Lines lines,
            Run run,
            long part,
            SeriesKey key,
            long count,
            long firstNs,
            long lastNs,
            double least,
            double greatest) {
        lines.point("series").tag("run", run.id()).tag("connection", key.connection());
        lines.tag("side", Names.side(key.side())).tag("series", key.name());
        lines.field("count", count).field("first_ns", firstNs).field("last_ns", lastNs);
        lines.field("least", least + 0.0).field("greatest", greatest + 0.0);
        lines.end(run.startRealtimeNs() + part);
    }

    @Override
    public void commit(Run last) {
        requireOpen();
        tables.values().forEach(this::drain);
        drainDerived();
        catalogue.save(lines);
        InfluxStore.writeVersion(lines);
        lines.flush();
        InfluxRows.write(lines, with(last, run));
        lines.flush();
        open = false;
        if (replaced != 0) {
            drop(replaced);
        }
        closed.run();
        committed.run();
    }

    private Run with(Run known, long id) {
        return new Run(
                id,
                known.trace(),
                known.source(),
                known.host(),
                known.kernel(),
                first.startRealtimeNs(),
                known.startMonotonicNs(),
                known.durationNs(),
                known.interfaces(),
                known.hooks(),
                known.filters(),
                known.complete(),
                known.events(),
                known.eventsLost());
    }

    /** Takes back what was not committed. */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            if (newDatabase) {
                server.execute("DROP DATABASE " + Names.name(server.location().database()));
            } else {
                drop(run);
            }
        } catch (StoreException e) {
            // The next writer deletes what is left; nobody sees it until then.
        }
        closed.run();
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the writer is closed: location=" + server.location());
        }
    }
}
