package io.tcbee.store.sqlite;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
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
import io.tcbee.store.backend.Catalogue;
import io.tcbee.store.backend.Remover;
import io.tcbee.store.backend.Sides;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run, as one transaction. */
final class SqliteWriter implements FlowWriter {
    private static final Set<String> FIXED =
            Set.of(
                    "schema_version",
                    "runs",
                    "connections",
                    "attributes",
                    "catalogue",
                    "derived",
                    "series",
                    "series_summary",
                    "points",
                    "flows",
                    "losses");

    private static final int POINTS = 4096;

    static final Table DERIVED =
            new Table(
                    "derived",
                    "",
                    List.of(
                            plain("number", Column.Type.UINT16),
                            plain("value", Column.Type.DOUBLE)));

    private final NewDatabase fresh;
    private final Database database;
    private final Runnable committed;
    private final Runnable closed;
    private final Connection connection;
    private final Map<String, TableRows> tables = new LinkedHashMap<>();
    private final Rows points = new Rows(DERIVED, POINTS);
    private final TableRows derived;
    private final Totals totals;
    private final Catalogue catalogue;
    private final PreparedStatement connections;
    private final PreparedStatement attributes;
    private final long run;
    private long nextConnection;
    private boolean open = true;

    /**
     * @param newFile to be written; null if the database is there
     * @param replace whether a run of the same trace is taken out
     * @param committed called when the run is in the database
     * @param closed called once, at the end
     * @throws StoreException if a run of the same trace is there
     */
    SqliteWriter(
            NewFile newFile,
            Database database,
            Run first,
            boolean replace,
            Runnable committed,
            Runnable closed) {
        this.database = database;
        this.committed = committed;
        this.closed = closed;
        NewDatabase made = null;
        Connection opened = null;
        try {
            made = newFile == null ? null : new NewDatabase(newFile);
            fresh = made;
            opened = made == null ? database.connect() : made.connection();
            connection = opened;
            begin(replace, first);
            run = 1 + greatest("SELECT max(run) FROM runs");
            nextConnection = 1 + greatest("SELECT max(connection) FROM connections");
            catalogue = Catalogue.load(connection);
            totals = new Totals(connection);
            derived = new TableRows(sink(DERIVED), DERIVED, Map.of(), totals);
            connections =
                    connection.prepareStatement(
                            "INSERT INTO connections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            attributes = connection.prepareStatement("INSERT INTO attributes VALUES (?, ?, ?, ?)");
        } catch (SQLException e) {
            undo(made, opened);
            throw database.failure("write", e);
        } catch (RuntimeException e) {
            undo(made, opened);
            throw e;
        }
    }

    private RowSink sink(Table table) throws SQLException {
        return fresh == null ? new TableInsert(connection, table) : fresh.sink(table);
    }

    private static Column plain(String name, Column.Type type) {
        return new Column(new Series(name, Unit.NONE, "", Source.INFERRED, ""), type, false);
    }

    private void undo(NewDatabase made, Connection opened) {
        Database.closeQuietly(opened);
        Database.closeQuietly(made);
        closed.run();
    }

    private void begin(boolean replace, Run first) throws SQLException {
        if (fresh != null) {
            return;
        }
        // Readers see the file as it was, however much of the run is written already.
        Database.execute(connection, "PRAGMA journal_mode = WAL");
        Database.execute(connection, "PRAGMA synchronous = NORMAL");
        connection.setAutoCommit(false);
        Database.execute(connection, "DELETE FROM runs WHERE false");
        if (replace) {
            Remover.removeTrace(connection, first.trace());
        } else {
            refuseSameTrace(first);
        }
    }

    private void refuseSameTrace(Run first) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT source FROM runs WHERE trace = ?")) {
            select.setString(1, first.trace());
            try (ResultSet result = select.executeQuery()) {
                if (result.next()) {
                    throw new StoreException(
                            "write %s: trace %s is in it already, from %s"
                                    .formatted(
                                            database.file(), first.trace(), result.getString(1)));
                }
            }
        }
    }

    private long greatest(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Override
    public long connection() {
        requireOpen();
        return nextConnection++;
    }

    @Override
    public void append(Rows rows) {
        requireOpen();
        attempt(() -> table(rows.table()).append(rows));
    }

    private TableRows table(Table table) throws SQLException {
        TableRows known = tables.get(table.name());
        if (known != null) {
            if (!known.table().equals(table)) {
                throw new IllegalArgumentException(
                        "two tables of one name differ: table=" + table.name());
            }
            return known;
        }
        if (FIXED.contains(table.name())) {
            throw new IllegalArgumentException("the name is taken: table=" + table.name());
        }
        boolean made = Schema.define(connection, table);
        Views.defineTimed(connection, table.name());
        if (made) {
            Database.execute(connection, Schema.index(table.name()));
        }
        Map<Integer, Integer> plotted = new LinkedHashMap<>();
        for (int c = 0; c < table.columns().size(); c++) {
            Column column = table.columns().get(c);
            if (column.plotted()) {
                plotted.put(c, place(column.series(), table.name()));
            }
        }
        TableRows rows = new TableRows(sink(table), table, plotted, totals);
        tables.put(table.name(), rows);
        return rows;
    }

    /** Puts a series into the catalogue, in its one place. */
    private int place(Series series, String place) {
        Catalogue.Entry entry = catalogue.define(series);
        if (entry.isSeries() && !entry.place().equals(place)) {
            throw new IllegalArgumentException(
                    "series %s is in %s already: place=%s"
                            .formatted(series.name(), entry.place(), place));
        }
        return catalogue.place(series.name(), place).number();
    }

    @Override
    public void define(Series series) {
        requireOpen();
        catalogue.define(series);
    }

    @Override
    public void append(SeriesKey key, long[] timesNs, double[] values, int from, int to) {
        requireOpen();
        Catalogue.Entry entry = catalogue.get(key.name());
        if (entry == null) {
            throw new IllegalArgumentException("series is not defined: name=" + key.name());
        }
        int number = place(entry.series(), Catalogue.POINTS);
        for (int i = from; i < to; i++) {
            if (Double.isFinite(values[i])) {
                int row = points.add(key.connection(), Sides.code(key.side()), timesNs[i]);
                points.set(row, 0, number);
                points.set(row, 1, values[i]);
                if (points.size() == POINTS) {
                    flushPoints();
                }
            }
        }
    }

    private void flushPoints() {
        attempt(() -> derived.append(points));
        points.clear();
    }

    @Override
    public void append(ConnectionRow row) {
        requireOpen();
        attempt(() -> {
            int at = 1;
            connections.setLong(at++, row.id());
            connections.setLong(at++, run);
            connections.setString(at++, row.client().host());
            connections.setInt(at++, row.client().port());
            connections.setString(at++, row.server().host());
            connections.setInt(at++, row.server().port());
            connections.setObject(at++, code(row.local()));
            connections.setObject(at++, known(row.netns()));
            connections.setObject(at++, known(row.cookie()));
            connections.setObject(at++, known(row.pid()));
            connections.setString(at++, row.comm().isEmpty() ? null : row.comm());
            connections.setString(
                    at++, row.congestionControl().isEmpty() ? null : row.congestionControl());
            connections.setLong(at++, row.startNs());
            connections.setLong(at++, row.endNs());
            connections.setBoolean(at++, row.sidesInferred());
            connections.setBoolean(at++, row.handshakeSeen());
            connections.setString(at, row.teardown());
            connections.executeUpdate();
            for (Attribute attribute : row.attributes()) {
                append(row.id(), attribute);
            }
        });
    }

    private static Integer code(Side side) {
        return side == null ? null : Integer.valueOf(Sides.code(side));
    }

    private static Long known(long value) {
        return value == 0 ? null : Long.valueOf(value);
    }

    private void append(long id, Attribute attribute) throws SQLException {
        if (!Double.isFinite(attribute.value())) {
            return;
        }
        attributes.setLong(1, id);
        attributes.setObject(2, code(attribute.side()));
        attributes.setString(3, attribute.name());
        attributes.setDouble(4, attribute.value());
        attributes.executeUpdate();
        Catalogue.Entry entry = catalogue.get(attribute.name());
        if (entry != null && entry.place().isEmpty()) {
            catalogue.place(attribute.name(), Catalogue.ATTRIBUTES);
        }
    }

    @Override
    public void append(List<Loss> losses) {
        requireOpen();
        attempt(() -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO losses VALUES (?, ?, ?, ?, ?, ?)")) {
                for (Loss loss : losses) {
                    insert.setLong(1, run);
                    insert.setLong(2, loss.fromNs());
                    insert.setLong(3, loss.toNs());
                    insert.setString(4, loss.hook());
                    insert.setInt(5, loss.cpu());
                    insert.setLong(6, loss.lost());
                    insert.executeUpdate();
                }
            }
        });
    }

    @Override
    public void commit(Run last) {
        requireOpen();
        flushPoints();
        attempt(() -> {
            derived.finish();
            for (TableRows table : tables.values()) {
                table.finish();
            }
            totals.finish();
            catalogue.save(connection);
            insert(last);
            Views.defineFlows(connection);
            connection.commit();
        });
        if (fresh != null) {
            attempt(fresh::publish);
        }
        finish();
        committed.run();
    }

    private void insert(Run last) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, run);
            insert.setString(2, last.trace());
            insert.setString(3, last.source());
            insert.setString(4, last.host());
            insert.setString(5, last.kernel());
            insert.setLong(6, last.startRealtimeNs());
            insert.setLong(7, last.startMonotonicNs());
            insert.setLong(8, last.durationNs());
            insert.setString(9, last.interfaces());
            insert.setString(10, last.hooks());
            insert.setString(11, last.filters());
            insert.setBoolean(12, last.complete());
            insert.setLong(13, last.events());
            insert.setLong(14, last.eventsLost());
            insert.executeUpdate();
        }
    }

    /** Takes back what was not committed. */
    @Override
    public void close() {
        if (open) {
            finish();
        }
    }

    private void finish() {
        open = false;
        tables.values().forEach(TableRows::close);
        derived.close();
        totals.close();
        Database.closeQuietly(connections);
        Database.closeQuietly(attributes);
        try {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
                // The log is moved into the file; where someone reads just now, at the next chance.
                Database.execute(connection, "PRAGMA journal_mode = DELETE");
            }
        } catch (SQLException e) {
            // A failed transaction is gone already, and a log that stays is read by whoever opens.
        }
        Database.closeQuietly(connection);
        Database.closeQuietly(fresh);
        closed.run();
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the writer is closed: file=" + database.file());
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            throw database.failure("write", e);
        }
    }
}
