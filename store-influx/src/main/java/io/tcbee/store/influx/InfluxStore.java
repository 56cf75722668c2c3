package io.tcbee.store.influx;

import io.tcbee.model.Series;
import io.tcbee.store.Column;
import io.tcbee.store.ConnectionFilter;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.PointSink;
import io.tcbee.store.Points;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A flow database in an InfluxDB server. One process at a time may write. */
final class InfluxStore implements FlowStore {
    /** Raised when older programs cannot read the measurements any more. */
    private static final int VERSION = 1;

    private final Server server;
    private final Mode mode;
    private final InfluxSeries reader;
    private volatile InfluxCatalogue catalogue;
    private volatile Map<Long, Run> runs;
    private InfluxWriter writer;
    private boolean closed;

    private InfluxStore(Server server, Mode mode) {
        this.server = server;
        this.mode = mode;
        this.reader = new InfluxSeries(server);
        load();
    }

    static InfluxStore open(Server server, Mode mode) {
        try {
            boolean there = has(server, "SHOW DATABASES", "name", server.location().database());
            if (there) {
                checkVersion(server);
            }
            if (mode.mustExist() && (!there || InfluxRows.runs(server).isEmpty())) {
                throw new StoreException(
                        "open "
                                + server.location()
                                + ": "
                                + (there
                                        ? "it is no flow database of TCBee, or has no run"
                                        : "no such database"));
            }
            return new InfluxStore(server, mode);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static boolean has(Server server, String statement, String column, String wanted) {
        boolean[] found = {false};
        server.query(statement, row -> found[0] |= row.text(column).equals(wanted));
        return found[0];
    }

    private static void checkVersion(Server server) {
        server.query(
                "SELECT version FROM schema_version",
                row -> {
                    if (row.integer("version") > VERSION) {
                        throw new StoreException(
                                "open %s: its tables are of version %d, this program knows them up to %d; use a newer TCBee"
                                        .formatted(
                                                server.location(),
                                                row.integer("version"),
                                                VERSION));
                    }
                });
    }

    static void writeVersion(Lines lines) {
        lines.point("schema_version").tag("product", "tcbee").field("version", VERSION).end(0);
    }

    private void load() {
        boolean there = has(server, "SHOW DATABASES", "name", server.location().database());
        runs = there ? InfluxRows.runs(server) : Map.of();
        catalogue = there ? InfluxCatalogue.load(server) : new InfluxCatalogue();
    }

    @Override
    public List<Run> runs() {
        return List.copyOf(runs.values());
    }

    @Override
    public List<ConnectionRow> connections() {
        List<ConnectionRow> rows = new ArrayList<>();
        connections(ConnectionFilter.ALL, rows::add);
        return rows;
    }

    @Override
    public void connections(ConnectionFilter filter, Consumer<ConnectionRow> each) {
        for (Run run : runs()) {
            if (filter.run() == null || filter.run() == run.id()) {
                InfluxRows.each(server, run, filter, each);
            }
        }
    }

    @Override
    public List<Series> catalogue() {
        return catalogue.series();
    }

    @Override
    public List<SeriesInfo> series(long connection) {
        return runs.isEmpty() ? List.of() : reader.of(connection, catalogue, runs);
    }

    @Override
    public List<Loss> losses(long run) {
        Run known = runs.get(run);
        return known == null ? List.of() : InfluxRows.losses(server, known);
    }

    @Override
    public Points read(SeriesKey key, long fromNs, long toNs, int columns) {
        return place(key)
                .map(place -> reader.read(place, fromNs, toNs, columns))
                .orElseGet(() -> new Points(new long[0], new double[0], 0));
    }

    @Override
    public void points(SeriesKey key, long fromNs, long toNs, PointSink sink) {
        place(key).ifPresent(place -> reader.points(place, fromNs, toNs, sink));
    }

    /** Where a series is; empty if it has no point. */
    private Optional<InfluxSeries.Place> place(SeriesKey key) {
        InfluxCatalogue.Entry entry = catalogue.get(key.name());
        if (entry == null || !entry.isSeries() || runs.isEmpty()) {
            return Optional.empty();
        }
        long[] found = {0, 0};
        server.query(
                "SELECT * FROM \"series\" WHERE %s AND \"series\" = %s"
                        .formatted(Names.of(key), Names.text(key.name())),
                row -> {
                    if (runs.containsKey(row.integer("run"))) {
                        found[0] = row.integer("run");
                        found[1] += row.integer("count");
                    }
                });
        if (found[0] == 0) {
            return Optional.empty();
        }
        boolean column = entry.isColumn();
        return Optional.of(
                new InfluxSeries.Place(
                        key,
                        entry.place(),
                        column ? key.name() : "value",
                        column ? catalogue.type(entry.place(), key.name()) : Column.Type.DOUBLE,
                        runs.get(found[0]).startRealtimeNs(),
                        found[1]));
    }

    @Override
    public synchronized FlowEditor edit() {
        requireChangeable();
        return new InfluxEditor(server, () -> runs, this::changed);
    }

    private synchronized void changed(SeriesKey key) {
        load();
        if (key != null) {
            reader.forget(key);
        }
    }

    private void requireChangeable() {
        if (mode == Mode.READ) {
            throw new UnsupportedOperationException(
                    "opened to be read: location=" + server.location());
        }
        if (writer != null) {
            throw new IllegalStateException("one writer at a time: location=" + server.location());
        }
    }

    @Override
    public synchronized FlowWriter writer(Run run) {
        requireChangeable();
        load();
        long replaced = 0;
        for (Run there : runs.values()) {
            if (there.trace().equals(run.trace())) {
                if (mode != Mode.REPLACE) {
                    throw new StoreException(
                            "write %s: trace %s is in it already, from %s"
                                    .formatted(server.location(), there.trace(), there.source()));
                }
                replaced = there.id();
            }
        }
        writer = new InfluxWriter(server, run, replaced, runs, this::load, () -> writer = null);
        return writer;
    }

    /** Takes back a run that was not committed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (writer != null) {
            writer.close();
        }
        server.close();
    }
}
