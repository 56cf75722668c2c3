package io.tcbee.store.backend;

import io.tcbee.model.Series;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import io.tcbee.store.RowQuery;
import io.tcbee.store.RowSink;
import io.tcbee.store.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Rows of wide tables, read by SQL. */
public final class TableReads {
    /** The columns that every wide table begins with. */
    public static final List<String> KEY = List.of("connection", "side", "time_ns");

    /** Tables and views that begin alike, but are no wide tables. */
    public static final Set<String> OTHERS =
            Set.of("derived", "rtt_samples", "duplicate_acks", "goodput");

    private TableReads() {}

    /**
     * A column as its comment and the catalogue tell it.
     *
     * @param type as {@link Column.Type#sqlName}
     * @param comment {@code [unit] definition}; empty if there is none
     */
    public static Column column(
            String table, String name, String type, String comment, Catalogue catalogue) {
        Catalogue.Entry entry = catalogue.get(name);
        boolean known = entry != null && entry.place().equals(table);
        return new Column(known ? entry.series() : series(table, name, comment), type(type), known);
    }

    private static Series series(String table, String name, String comment) {
        Source source = table.equals("packets") ? Source.WIRE : Source.KERNEL;
        int end = comment.startsWith("[") ? comment.indexOf("] ") : -1;
        return end < 0
                ? new Series(name, Unit.NONE, comment, source, "")
                : new Series(
                        name,
                        unit(comment.substring(1, end)),
                        comment.substring(end + 2),
                        source,
                        "");
    }

    private static Unit unit(String symbol) {
        for (Unit unit : Unit.values()) {
            if (unit.symbol().equals(symbol)) {
                return unit;
            }
        }
        return Unit.NONE;
    }

    private static Column.Type type(String sqlName) {
        for (Column.Type type : Column.Type.values()) {
            if (type.sqlName().equals(sqlName)) {
                return type;
            }
        }
        return Column.Type.DOUBLE;
    }

    /**
     * Hands over rows.
     *
     * @param table its columns are those that may be asked for
     * @throws IllegalArgumentException if it has no such column
     */
    public static void rows(Connection connection, Table table, RowQuery query, RowSink sink)
            throws SQLException {
        requireColumns(table, query);
        String order = query.newestFirst() ? " DESC" : "";
        String sql =
                "SELECT side, time_ns"
                        + query.columns().stream()
                                .map(name -> ", " + quoted(name))
                                .collect(Collectors.joining())
                        + wanted(query)
                        + " ORDER BY time_ns"
                        + order
                        + ", rowid"
                        + order
                        + (query.limit() == Long.MAX_VALUE ? "" : " LIMIT " + query.limit());
        Number[] values = new Number[query.columns().size()];
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (Number) row.getObject(i + 3);
                }
                sink.add(Sides.of(row.getInt(1)), row.getLong(2), values);
            }
        }
    }

    /** How many rows there are, whatever the limit. */
    public static long count(Connection connection, RowQuery query) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT count(*)" + wanted(query));
                ResultSet result = select.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    private static String wanted(RowQuery query) {
        return " FROM %s WHERE connection = %d%s AND time_ns BETWEEN %d AND %d"
                .formatted(
                        quoted(query.table()),
                        query.connection(),
                        query.side() == null ? "" : " AND side = " + Sides.code(query.side()),
                        query.fromNs(),
                        query.toNs());
    }

    private static void requireColumns(Table table, RowQuery query) {
        Set<String> there = table.columns().stream().map(Column::name).collect(Collectors.toSet());
        for (String name : query.columns()) {
            if (!there.contains(name)) {
                throw new IllegalArgumentException(
                        "table " + table.name() + " has no such column: name=" + name);
            }
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
