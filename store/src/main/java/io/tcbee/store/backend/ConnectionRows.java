package io.tcbee.store.backend;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionFilter;
import io.tcbee.store.ConnectionRow;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Connections and their attributes, from their two tables. */
public final class ConnectionRows {
    private ConnectionRows() {}

    /** Hands over what {@code filter} wants, in order of run, then start, then id. */
    public static void each(
            Connection connection, ConnectionFilter filter, Consumer<ConnectionRow> each)
            throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select(filter))) {
            boolean more = row.next();
            while (more) {
                long id = row.getLong("connection");
                List<Attribute> attributes = new ArrayList<>();
                ConnectionRow found = row(row, id, attributes);
                while (more && row.getLong("connection") == id) {
                    String name = row.getString("name");
                    if (name != null) {
                        Side side = side(row, "side");
                        attributes.add(new Attribute(side, name, row.getDouble("value")));
                    }
                    more = row.next();
                }
                if (filter.matches(found)) {
                    each.accept(found.with(attributes));
                }
            }
        }
    }

    private static String select(ConnectionFilter filter) {
        List<String> wanted = new ArrayList<>();
        if (filter.run() != null) {
            wanted.add("run = " + filter.run());
        }
        if (filter.port() != null) {
            wanted.add(filter.port() + " IN (client_port, server_port)");
        }
        if (filter.fromNs() != Long.MIN_VALUE) {
            wanted.add("end_ns >= " + filter.fromNs());
        }
        if (filter.toNs() != Long.MAX_VALUE) {
            wanted.add("start_ns <= " + filter.toNs());
        }
        return "SELECT connections.*, attributes.side, attributes.name, attributes.value FROM"
                + " connections LEFT JOIN attributes ON attributes.connection ="
                + " connections.connection"
                + (wanted.isEmpty() ? "" : " WHERE " + String.join(" AND ", wanted))
                + " ORDER BY run, start_ns, connections.connection, attributes.rowid";
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
