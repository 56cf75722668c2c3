package io.tcbee.store.duckdb;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionRow;
import java.net.InetAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;

/** Connections and their attributes, from their two tables. */
final class ConnectionRows {
    private ConnectionRows() {}

    /** In order of run, then start, then id. */
    static List<ConnectionRow> read(DuckDBConnection connection) throws SQLException {
        Map<Long, List<Attribute>> attributes = attributes(connection);
        List<ConnectionRow> rows = new ArrayList<>();
        try (var statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT * FROM connections ORDER BY run, start_ns, connection")) {
            while (row.next()) {
                long id = row.getLong("connection");
                rows.add(row(row, id, attributes.getOrDefault(id, List.of())));
            }
        }
        return rows;
    }

    private static Map<Long, List<Attribute>> attributes(DuckDBConnection connection)
            throws SQLException {
        Map<Long, List<Attribute>> attributes = new HashMap<>();
        try (var statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT connection, side, name, value FROM attributes ORDER BY"
                                        + " connection, rowid")) {
            while (row.next()) {
                attributes
                        .computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                        .add(new Attribute(side(row, "side"), row.getString(3), row.getDouble(4)));
            }
        }
        return attributes;
    }

    private static ConnectionRow row(ResultSet row, long id, List<Attribute> attributes)
            throws SQLException {
        return new ConnectionRow(
                id,
                row.getLong("run"),
                endpoint(row, "client"),
                endpoint(row, "server"),
                side(row, "local"),
                row.getLong("netns"),
                row.getLong("cookie"),
                row.getInt("pid"),
                text(row, "comm"),
                text(row, "congestion_control"),
                row.getLong("start_ns"),
                row.getLong("end_ns"),
                row.getBoolean("sides_inferred"),
                row.getBoolean("handshake_seen"),
                row.getString("teardown"),
                attributes);
    }

    private static Endpoint endpoint(ResultSet row, String side) throws SQLException {
        return new Endpoint(
                InetAddress.ofLiteral(row.getString(side + "_address")),
                row.getInt(side + "_port"));
    }

    private static Side side(ResultSet row, String column) throws SQLException {
        int side = row.getInt(column);
        return row.wasNull() ? null : Sides.of(side);
    }

    /** Unknown is empty. */
    private static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
