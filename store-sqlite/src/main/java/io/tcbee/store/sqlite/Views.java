package io.tcbee.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The views of a flow database, told to people in docs/database.md. */
final class Views {
    private static final String[] FIXED = {
        """
        CREATE VIEW points AS
        SELECT connection, side, name, time_ns, value
        FROM derived JOIN catalogue USING (number)\
        """,
        """
        CREATE VIEW series_summary AS
        SELECT connection, side, name, unit, count, first_ns, last_ns, min, max, place
        FROM series JOIN catalogue USING (number)\
        """,
    };

    private Views() {}

    static void create(Connection connection) throws SQLException {
        for (String view : FIXED) {
            Database.execute(connection, view);
        }
        for (String[] view : NAMED) {
            Database.execute(
                    connection,
                    "CREATE VIEW %s AS SELECT connection, side, time_ns, value AS %s FROM points WHERE name = '%s'"
                            .formatted(view[0], view[1], view[2]));
        }
        defineFlows(connection);
    }

    /** View, its column, and the derived series that it shows. */
    private static final String[][] NAMED = {
        {"rtt_samples", "rtt_us", "rtt_us"},
        {"duplicate_acks", "count", "duplicate_ack"},
        {"goodput", "bytes_per_second", "goodput"},
    };

    /** Nanoseconds since 1970 as text, UTC, to the nanosecond; sorts as time does. */
    private static String time(String ns) {
        return "strftime('%%Y-%%m-%%d %%H:%%M:%%S', (%1$s) / 1000000000, 'unixepoch') || printf('.%%09d', (%1$s) %% 1000000000)"
                .formatted(ns);
    }

    /** Makes view {@code TABLE_timed}: the rows with the time of day and both ends as text. */
    static void defineTimed(Connection connection, String table) throws SQLException {
        String view = Schema.quoted(table + "_timed");
        Database.execute(connection, "DROP VIEW IF EXISTS " + view);
        Database.execute(
                connection,
                """
                CREATE VIEW %s AS
                SELECT %s AS time, time_ns / 1e9 AS time_s,
                    CASE side WHEN 0 THEN client ELSE server END AS this_end,
                    CASE side WHEN 0 THEN server ELSE client END AS other_end,
                    event.*
                FROM %s AS event JOIN flow_ends USING (connection)\
                """
                        .formatted(
                                view, time("start_realtime_ns + time_ns"), Schema.quoted(table)));
        if (table.equals("packets") && Schema.columns(connection, table).containsKey("verdict")) {
            Database.execute(connection, "DROP VIEW IF EXISTS retransmissions");
            Database.execute(
                    connection,
                    "CREATE VIEW retransmissions AS SELECT * FROM packets_timed WHERE verdict = 1");
        }
    }

    /** Makes view {@code flows} anew: connections with their attributes as columns. */
    static void defineFlows(Connection connection) throws SQLException {
        List<String> picked = new ArrayList<>();
        StringBuilder totals = new StringBuilder();
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "SELECT DISTINCT name, side FROM attributes ORDER BY name, side")) {
            while (result.next()) {
                String attribute = result.getString(1);
                int side = result.getInt(2);
                boolean whole = result.wasNull();
                String name =
                        Schema.quoted(attribute + (whole ? "" : side == 0 ? "_client" : "_server"));
                picked.add("totals." + name);
                totals.append(", max(value) FILTER (WHERE name = ")
                        .append(Schema.text(attribute))
                        .append(whole ? " AND side IS NULL" : " AND side = " + side)
                        .append(") AS ")
                        .append(name);
            }
        }
        Database.execute(connection, "DROP VIEW IF EXISTS flows");
        Database.execute(connection, "DROP VIEW IF EXISTS flow_ends");
        Database.execute(
                connection,
                """
                CREATE VIEW flow_ends AS
                SELECT connection, %s AS client, %s AS server, start_realtime_ns
                FROM connections JOIN runs USING (run)\
                """
                        .formatted(endpoint("client"), endpoint("server")));
        Database.execute(
                connection,
                """
                CREATE VIEW flows AS
                SELECT connection, run, client, server, %s AS start,
                    (end_ns - start_ns) / 1e9 AS duration_s,
                    congestion_control AS cc, comm, pid, teardown,
                    CASE local WHEN 0 THEN 'client' WHEN 1 THEN 'server' END AS local,
                    start_realtime_ns%s
                FROM connections JOIN flow_ends USING (connection)%s\
                """
                        .formatted(
                                time("start_realtime_ns + start_ns"),
                                picked.isEmpty() ? "" : ", " + String.join(", ", picked),
                                picked.isEmpty()
                                        ? ""
                                        : " LEFT JOIN (SELECT connection"
                                                + totals
                                                + " FROM attributes GROUP BY connection) AS totals USING (connection)"));
    }

    private static String endpoint(String side) {
        return "CASE WHEN instr(%1$s_address, ':') > 0 THEN '[' || %1$s_address || ']' ELSE %1$s_address END || ':' || %1$s_port"
                .formatted(side);
    }
}
