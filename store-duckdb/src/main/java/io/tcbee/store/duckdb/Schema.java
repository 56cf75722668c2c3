package io.tcbee.store.duckdb;

import io.tcbee.store.Column;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import io.tcbee.store.backend.Comments;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables and views of a flow database, told to people in docs/database.md. */
final class Schema {
    /** Raised when older programs cannot read the tables any more. */
    static final int VERSION = 1;

    private static final String[] TABLES = {
        "CREATE TABLE schema_version (product VARCHAR, version INTEGER)",
        "INSERT INTO schema_version VALUES ('tcbee', " + VERSION + ")",
        """
        CREATE TABLE runs (
            run INTEGER, trace VARCHAR, source VARCHAR, host VARCHAR, kernel VARCHAR,
            start_realtime_ns BIGINT, start_monotonic_ns BIGINT, duration_ns BIGINT,
            interfaces VARCHAR, hooks VARCHAR, filters VARCHAR,
            complete BOOLEAN, events BIGINT, events_lost BIGINT)\
        """,
        """
        CREATE TABLE connections (
            connection BIGINT, run INTEGER,
            client_address VARCHAR, client_port USMALLINT,
            server_address VARCHAR, server_port USMALLINT,
            local UTINYINT, netns BIGINT, cookie UBIGINT, pid INTEGER, comm VARCHAR,
            congestion_control VARCHAR, start_ns BIGINT, end_ns BIGINT,
            sides_inferred BOOLEAN, handshake_seen BOOLEAN, teardown VARCHAR)\
        """,
        "CREATE TABLE attributes (connection BIGINT, side UTINYINT, name VARCHAR, value DOUBLE)",
        """
        CREATE TABLE catalogue (
            number INTEGER, name VARCHAR, unit VARCHAR, definition VARCHAR,
            source VARCHAR, reference VARCHAR, place VARCHAR)\
        """,
        """
        CREATE TABLE derived (
            connection BIGINT, side UTINYINT, time_ns BIGINT, number USMALLINT, value DOUBLE)\
        """,
        """
        CREATE TABLE series (
            connection BIGINT, side UTINYINT, number USMALLINT, count BIGINT,
            first_ns BIGINT, last_ns BIGINT, min DOUBLE, max DOUBLE)\
        """,
        """
        CREATE TABLE losses (
            run INTEGER, from_ns BIGINT, to_ns BIGINT, hook VARCHAR, cpu INTEGER, lost BIGINT)\
        """,
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

    /** Views with the names that people look for: a later program may add some. */
    private static final String[] NAMED = {
        """
        CREATE VIEW IF NOT EXISTS rtt_samples AS
        SELECT connection, side, time_ns, value AS rtt_us FROM points WHERE name = 'rtt_us'\
        """,
        """
        CREATE VIEW IF NOT EXISTS duplicate_acks AS
        SELECT connection, side, time_ns, value AS "count" FROM points
        WHERE name = 'duplicate_ack'\
        """,
        """
        CREATE VIEW IF NOT EXISTS goodput AS
        SELECT connection, side, time_ns, value AS bytes_per_second FROM points
        WHERE name = 'goodput'\
        """,
    };

    private Schema() {}

    /** Makes the fixed tables of an empty database. */
    static void create(Connection connection) throws SQLException {
        for (String statement : TABLES) {
            execute(connection, statement);
        }
        for (var comment : Comments.fixed().entrySet()) {
            comment(connection, comment.getKey(), comment.getValue());
        }
        addViews(connection);
        defineFlows(connection);
    }

    /** Adds the views that a database of an earlier program lacks. */
    static Void addViews(Connection connection) throws SQLException {
        for (String view : NAMED) {
            execute(connection, view);
        }
        return null;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * @throws StoreException if the file is no flow database, or a newer one
     */
    static void check(Database database) {
        int version =
                database.use(
                        "open",
                        connection -> {
                            try (Statement statement = connection.createStatement();
                                    ResultSet result =
                                            statement.executeQuery(
                                                    "SELECT count(*) FROM duckdb_columns() WHERE"
                                                            + " table_name = 'schema_version' AND"
                                                            + " column_name IN ('product',"
                                                            + " 'version')")) {
                                result.next();
                                return result.getInt(1) == 2 ? version(connection) : 0;
                            }
                        });
        if (version == 0) {
            throw new StoreException(
                    "open "
                            + database.file()
                            + ": it is a DuckDB file, but no flow database of TCBee");
        }
        if (version > VERSION) {
            throw new StoreException(
                    "open "
                            + database.file()
                            + ": its tables are of version "
                            + version
                            + ", this program knows them up to "
                            + VERSION
                            + "; use a newer TCBee");
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "SELECT max(version) FROM schema_version WHERE product ="
                                        + " 'tcbee'")) {
            result.next();
            return result.getInt(1);
        }
    }

    /**
     * Makes {@code table}, or adds the columns that it lacks.
     *
     * @throws StoreException if a column is there with another type
     */
    static void define(Connection connection, Table table) throws SQLException {
        Map<String, String> present = columns(connection, table.name());
        List<String> wanted = new ArrayList<>();
        for (Column column : table.columns()) {
            wanted.add(name(column.name()) + " " + ColumnBuffer.sqlType(column.type()));
        }
        if (present.isEmpty()) {
            execute(
                    connection,
                    "CREATE TABLE "
                            + name(table.name())
                            + " (connection BIGINT, side UTINYINT, time_ns BIGINT, "
                            + String.join(", ", wanted)
                            + ")");
            comment(connection, "TABLE " + name(table.name()), table.doc());
            comment(connection, column(table, "connection"), Comments.CONNECTION);
            comment(connection, column(table, "side"), Comments.SIDE);
            comment(connection, column(table, "time_ns"), Comments.TIME);
        }
        for (int i = 0; i < wanted.size(); i++) {
            Column column = table.columns().get(i);
            String type = present.get(column.name());
            if (type != null && !type.equals(ColumnBuffer.sqlType(column.type()))) {
                throw new StoreException(
                        "write "
                                + table.name()
                                + ": column "
                                + column.name()
                                + " is "
                                + type
                                + " in the database and "
                                + ColumnBuffer.sqlType(column.type())
                                + " in this run; write to another file");
            }
            if (type == null && !present.isEmpty()) {
                execute(
                        connection,
                        "ALTER TABLE " + name(table.name()) + " ADD COLUMN " + wanted.get(i));
            }
            if (type == null) {
                String unit = column.series().unit().symbol();
                comment(
                        connection,
                        column(table, column.name()),
                        (unit.isEmpty() ? "" : "[" + unit + "] ") + column.series().definition());
            }
        }
    }

    private static Map<String, String> columns(Connection connection, String table)
            throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        try (var statement =
                connection.prepareStatement(
                        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?"
                                + " AND NOT internal ORDER BY column_index")) {
            statement.setString(1, table);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    columns.put(result.getString(1), result.getString(2));
                }
            }
        }
        return columns;
    }

    /** Makes view {@code TABLE_timed}: the rows with the time of day and both ends as text. */
    static void defineTimed(Connection connection, String table) throws SQLException {
        execute(
                connection,
                """
                CREATE OR REPLACE VIEW %s AS
                SELECT make_timestamp_ns(start_realtime_ns + time_ns) AS time,
                    time_ns / 1e9 AS time_s,
                    CASE side WHEN 0 THEN client ELSE server END AS this_end,
                    CASE side WHEN 0 THEN server ELSE client END AS other_end,
                    event.*
                FROM %s AS event JOIN flows USING (connection)\
                """
                        .formatted(name(table + "_timed"), name(table)));
        if (table.equals("packets") && columns(connection, table).containsKey("verdict")) {
            execute(
                    connection,
                    "CREATE OR REPLACE VIEW retransmissions AS SELECT * FROM packets_timed WHERE"
                            + " verdict = 1");
        }
    }

    /** Makes view {@code flows} anew: connections with their attributes as columns. */
    static void defineFlows(Connection connection) throws SQLException {
        List<String> picked = new ArrayList<>();
        StringBuilder totals = new StringBuilder();
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "SELECT DISTINCT name, side FROM attributes ORDER BY name, side NULLS"
                                        + " FIRST")) {
            while (result.next()) {
                String attribute = result.getString(1);
                int side = result.getInt(2);
                boolean whole = result.wasNull();
                String end = whole ? "" : side == 0 ? "_client" : "_server";
                picked.add("totals." + name(attribute + end));
                totals.append(", max(value) FILTER (WHERE name = ")
                        .append(text(attribute))
                        .append(whole ? " AND side IS NULL" : " AND side = " + side)
                        .append(") AS ")
                        .append(name(attribute + end));
            }
        }
        String columns = picked.isEmpty() ? "" : ", " + String.join(", ", picked);
        String join =
                picked.isEmpty()
                        ? ""
                        : " LEFT JOIN (SELECT connection"
                                + totals
                                + " FROM attributes GROUP BY connection) AS totals USING"
                                + " (connection)";
        execute(
                connection,
                """
                CREATE OR REPLACE VIEW flows AS
                SELECT connection, run, %s AS client, %s AS server,
                    make_timestamp_ns(start_realtime_ns + start_ns) AS start,
                    (end_ns - start_ns) / 1e9 AS duration_s,
                    congestion_control AS cc, comm, pid, teardown,
                    CASE local WHEN 0 THEN 'client' WHEN 1 THEN 'server' END AS local,
                    start_realtime_ns%s
                FROM connections JOIN runs USING (run)%s\
                """
                        .formatted(endpoint("client"), endpoint("server"), columns, join));
    }

    private static String endpoint(String side) {
        return ("CASE WHEN contains(%1$s_address, ':') THEN '[' || %1$s_address || ']' ELSE"
                        + " %1$s_address END || ':' || %1$s_port")
                .formatted(side);
    }

    private static String column(Table table, String column) {
        return "COLUMN " + name(table.name()) + "." + name(column);
    }

    private static void comment(Connection connection, String what, String comment)
            throws SQLException {
        execute(connection, "COMMENT ON " + what + " IS " + text(comment));
    }

    /** A name as SQL takes any. */
    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as SQL takes any. */
    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
