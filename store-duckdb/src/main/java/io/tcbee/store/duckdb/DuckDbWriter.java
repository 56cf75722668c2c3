package io.tcbee.store.duckdb;

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
import io.tcbee.store.SortedRows;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import io.tcbee.store.backend.Catalogue;
import io.tcbee.store.backend.Remover;
import io.tcbee.store.backend.Sides;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * One run, as one transaction.
 *
 * <p>A transaction and not a copy, where the database has other runs already: it costs what the run
 * costs and not what the file does. DuckDB writes row groups to free blocks of the file as they
 * fill, and only the commit makes them part of the database, so a stop at any moment leaves the old
 * one whole.
 */
final class DuckDbWriter implements FlowWriter {
    /** Of DuckDB while it writes: row groups that fill, one of each thread. */
    private static final String MEMORY_LIMIT = "128MB";

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
                    "losses",
                    Summaries.PARTS.name());

    private static final Table DERIVED =
            new Table(
                    "derived",
                    "",
                    List.of(
                            new Column(
                                    new Series("number", Unit.NONE, "", Source.INFERRED, ""),
                                    Column.Type.UINT16,
                                    false),
                            new Column(
                                    new Series("value", Unit.NONE, "", Source.INFERRED, ""),
                                    Column.Type.DOUBLE,
                                    false)));

    private final Database database;
    private final Runnable committed;
    private final Runnable closed;
    private final DuckDBConnection connection;
    private final WindowFunction function;
    private final Map<String, Sink> sinks = new LinkedHashMap<>();
    private final Summaries summaries = new Summaries();
    private final Background background = new Background();
    private final Rows points = new Rows(DERIVED, 4096);
    private final Sink derived;
    private final Sink parts;
    private Catalogue catalogue;
    private DuckDBAppender connections;
    private DuckDBAppender attributes;
    private long run;
    private long nextConnection;
    private boolean open = true;

    /** A table on its way into the database. */
    private final class Sink {
        final Table table;

        /** One is filled while DuckDB reads the other. */
        Window window;

        Window spare;

        /** By place of the column the number of its series. */
        final Map<Integer, Integer> plotted = new LinkedHashMap<>();

        private final boolean points;
        private final Map<Batch, Integer> offered = new HashMap<>();
        private final String names;
        private SortedBatch sorted;

        Sink(Table table, boolean points) {
            this.table = table;
            this.points = points;
            window = new Window(table, points);
            names =
                    window.places().stream()
                            .map(place -> Schema.name(place.name()))
                            .collect(Collectors.joining(", "));
        }

        /** What receives rows that DuckDB reads from where they lie. */
        SortedBatch sorted() {
            if (sorted == null) {
                int[] numbers = new int[table.columns().size()];
                Arrays.setAll(numbers, column -> plotted.getOrDefault(column, -1));
                sorted = new SortedBatch(table.columns(), numbers);
            }
            return sorted;
        }

        /** Takes the full window away. */
        Window swap() {
            Window full = window;
            window = spare == null ? new Window(table, points) : spare;
            spare = full;
            return full;
        }

        String insert(Batch batch) {
            int number = offered.computeIfAbsent(batch, function::offer);
            return "INSERT INTO %s (%s) SELECT * FROM %s(%d)"
                    .formatted(Schema.name(table.name()), names, WindowFunction.NAME, number);
        }

        void withdraw() {
            offered.values().forEach(function::withdraw);
        }
    }

    /**
     * @param replace whether a run of the same trace is taken out
     * @param committed called when the run is in the database
     * @param closed called once, at the end
     * @throws StoreException if a run of the same trace is there
     */
    DuckDbWriter(
            Database database, Run first, boolean replace, Runnable committed, Runnable closed) {
        this.database = database;
        this.committed = committed;
        this.closed = closed;
        DuckDBConnection opened = null;
        try {
            opened = database.connect();
            connection = opened;
            function = database.windows();
            derived = new Sink(DERIVED, true);
            parts = new Sink(Summaries.PARTS, false);
            begin(first, replace);
        } catch (SQLException | RuntimeException e) {
            quietly(opened);
            throw e instanceof SQLException sql
                    ? database.failure("write", sql)
                    : (RuntimeException) e;
        }
    }

    private void begin(Run first, boolean replace) throws SQLException {
        // Without it, INSERT from a table function runs on one thread.
        Database.execute(connection, "SET preserve_insertion_order = false");
        Database.execute(connection, "SET memory_limit = '" + MEMORY_LIMIT + "'");
        connection.setAutoCommit(false);
        if (!replace) {
            refuseSameTrace(first);
        }
        run = 1 + greatest("SELECT max(run) FROM runs");
        nextConnection = 1 + greatest("SELECT max(connection) FROM connections");
        if (replace) {
            Remover.removeTrace(connection, first.trace());
        }
        catalogue = Catalogue.load(connection);
        Database.execute(
                connection,
                """
                CREATE TEMP TABLE summary_parts (
                    connection BIGINT, side UTINYINT, time_ns BIGINT, number USMALLINT,
                    count BIGINT, last_ns BIGINT, min DOUBLE, max DOUBLE)\
                """);
        connections = connection.createAppender("connections");
        attributes = connection.createAppender("attributes");
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
        attempt(() -> append(sink(rows.table()), rows));
    }

    private void append(Sink sink, Rows rows) throws SQLException {
        for (int from = 0; from < rows.size(); ) {
            from += sink.window.add(rows, from);
            if (sink.window.isFull()) {
                flush(sink);
            }
        }
    }

    private Sink attemptSink(Table table) {
        try {
            return sink(table);
        } catch (SQLException e) {
            throw database.failure("write", e);
        }
    }

    private Sink sink(Table table) throws SQLException {
        Sink sink = sinks.get(table.name());
        if (sink != null) {
            if (!sink.table.equals(table)) {
                throw new IllegalArgumentException(
                        "two tables of one name differ: table=" + table.name());
            }
            return sink;
        }
        background.await();
        if (FIXED.contains(table.name())) {
            throw new IllegalArgumentException("the name is taken: table=" + table.name());
        }
        Schema.define(connection, table);
        Schema.defineTimed(connection, table.name());
        sink = new Sink(table, false);
        for (int i = 0; i < table.columns().size(); i++) {
            Column column = table.columns().get(i);
            if (column.plotted()) {
                int number = place(column.series(), table.name());
                sink.plotted.put(i, number);
            }
        }
        sinks.put(table.name(), sink);
        return sink;
    }

    /** Puts a series into the catalogue, in its one place. */
    private int place(Series series, String place) {
        Catalogue.Entry entry = catalogue.define(series);
        String old = entry.place();
        if (!old.isEmpty() && !old.equals(Catalogue.ATTRIBUTES) && !old.equals(place)) {
            throw new IllegalArgumentException(
                    "series %s is in %s already: place=%s".formatted(series.name(), old, place));
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
                if (points.size() == 4096) {
                    flushPoints();
                }
            }
        }
    }

    private void flushPoints() {
        attempt(() -> append(derived, points));
        points.clear();
    }

    private void flush(Sink sink) throws SQLException {
        if (sink.window.size() == 0) {
            return;
        }
        background.await();
        Window full = sink.swap();
        background.start(() -> insert(sink, full));
    }

    private void insert(Sink sink, Window window) throws SQLException {
        for (Window.Group group : window.sort()) {
            if (sink == derived) {
                summaries.add(window, group, window.columns().get(1), group.series());
            }
            sink.plotted.forEach((column, number) ->
                    summaries.add(window, group, window.columns().get(column), number));
        }
        Database.execute(connection, sink.insert(window));
        window.clear();
        insertFullSummaries(sink);
    }

    @Override
    public void append(SortedRows rows) {
        boolean handedOver = false;
        try {
            requireOpen();
            attempt(() -> background.await());
            Sink sink = attemptSink(rows.table());
            attempt(() -> background.start(() -> insert(sink, rows)));
            handedOver = true;
        } finally {
            if (!handedOver) {
                rows.release();
            }
        }
    }

    private void insert(Sink sink, SortedRows rows) throws SQLException {
        try {
            SortedBatch batch = sink.sorted();
            batch.set(rows);
            Database.execute(connection, sink.insert(batch));
            batch.summarize(summaries);
        } finally {
            rows.release();
        }
        insertFullSummaries(sink);
    }

    private void insertFullSummaries(Sink sink) throws SQLException {
        if (sink == parts || !summaries.isFull()) {
            return;
        }
        Rows rows = summaries.drain();
        for (int from = 0; from < rows.size(); ) {
            from += parts.window.add(rows, from);
            insert(parts, parts.window);
        }
    }

    @Override
    public void append(ConnectionRow row) {
        requireOpen();
        attempt(() -> {
            background.await();
            connections.beginRow().append(row.id()).append((int) run);
            connections.append(row.client().host()).append((short) row.client().port());
            connections.append(row.server().host()).append((short) row.server().port());
            side(connections, row.local());
            known(connections, row.netns());
            known(connections, row.cookie());
            if (row.pid() == 0) {
                connections.appendNull();
            } else {
                connections.append(row.pid());
            }
            known(connections, row.comm());
            known(connections, row.congestionControl());
            connections.append(row.startNs()).append(row.endNs());
            connections.append(row.sidesInferred()).append(row.handshakeSeen());
            connections.append(row.teardown()).endRow();
            for (Attribute attribute : row.attributes()) {
                append(row.id(), attribute);
            }
        });
    }

    private void append(long id, Attribute attribute) throws SQLException {
        if (!Double.isFinite(attribute.value())) {
            return;
        }
        attributes.beginRow().append(id);
        side(attributes, attribute.side());
        attributes.append(attribute.name()).append(attribute.value()).endRow();
        Catalogue.Entry entry = catalogue.get(attribute.name());
        if (entry != null && entry.place().isEmpty()) {
            catalogue.place(attribute.name(), Catalogue.ATTRIBUTES);
        }
    }

    private static void side(DuckDBAppender appender, Side side) throws SQLException {
        if (side == null) {
            appender.appendNull();
        } else {
            appender.append((byte) Sides.code(side));
        }
    }

    private static void known(DuckDBAppender appender, long value) throws SQLException {
        if (value == 0) {
            appender.appendNull();
        } else {
            appender.append(value);
        }
    }

    private static void known(DuckDBAppender appender, String value) throws SQLException {
        if (value.isEmpty()) {
            appender.appendNull();
        } else {
            appender.append(value);
        }
    }

    @Override
    public void append(List<Loss> losses) {
        requireOpen();
        attempt(() -> {
            background.await();
            try (DuckDBAppender appender = connection.createAppender("losses")) {
                for (Loss loss : losses) {
                    appender.beginRow().append((int) run);
                    appender.append(loss.fromNs()).append(loss.toNs());
                    appender.append(loss.hook()).append(loss.cpu()).append(loss.lost());
                    appender.endRow();
                }
            }
        });
    }

    @Override
    public void commit(Run last) {
        requireOpen();
        flushPoints();
        attempt(() -> {
            flush(derived);
            for (Sink sink : sinks.values()) {
                flush(sink);
            }
            background.await();
            append(parts, summaries.drain());
            flush(parts);
            background.await();
            connections.close();
            attributes.close();
            addUpSummaries();
            catalogue.save(connection);
            insert(last);
            Schema.defineFlows(connection);
            connection.commit();
        });
        finish();
        committed.run();
    }

    private void addUpSummaries() throws SQLException {
        Database.execute(
                connection,
                """
                INSERT INTO series
                SELECT connection, side, number, sum(count)::BIGINT, min(time_ns), max(last_ns),
                    min("min"), max("max")
                FROM summary_parts GROUP BY connection, side, number
                ORDER BY connection, side, number\
                """);
        Database.execute(connection, "DROP TABLE summary_parts");
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
            insert.execute();
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
        background.finish();
        derived.withdraw();
        parts.withdraw();
        sinks.values().forEach(Sink::withdraw);
        quietly(connections);
        quietly(attributes);
        try {
            // After a commit there is nothing to take back.
            connection.rollback();
            connection.setAutoCommit(true);
            Database.execute(connection, "SET preserve_insertion_order = true");
            Database.execute(connection, "SET memory_limit = '" + Database.MEMORY_LIMIT + "'");
        } catch (SQLException e) {
            // A failed transaction is gone already.
        }
        quietly(connection);
        closed.run();
    }

    private static void quietly(AutoCloseable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (Exception e) {
            // Rows that were appended after a failure are not wanted any more.
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the writer is closed: file=" + database.file());
        }
    }

    private void attempt(Background.Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            throw database.failure("write", e);
        }
    }
}
