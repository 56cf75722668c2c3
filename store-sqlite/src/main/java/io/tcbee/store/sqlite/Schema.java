package io.tcbee.store.sqlite;

import io.tcbee.store.Column;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import io.tcbee.store.backend.Comments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of a flow database as SQLite has them.
 *
 * <p>SQLite has no comments on columns, but it keeps the text of CREATE TABLE: the meaning of each
 * column stands there, and {@code .schema} of its shell shows it.
 */
final class Schema {
    /** Raised when older programs cannot read the tables any more. */
    static final int VERSION = 1;

    private static final String[][] FIXED = {
        {"schema_version", "product VARCHAR", "version INTEGER"},
        {
            "runs",
            "run INTEGER",
            "trace VARCHAR",
            "source VARCHAR",
            "host VARCHAR",
            "kernel VARCHAR",
            "start_realtime_ns BIGINT",
            "start_monotonic_ns BIGINT",
            "duration_ns BIGINT",
            "interfaces VARCHAR",
            "hooks VARCHAR",
            "filters VARCHAR",
            "complete BOOLEAN",
            "events BIGINT",
            "events_lost BIGINT"
        },
        {
            "connections",
            "connection BIGINT",
            "run INTEGER",
            "client_address VARCHAR",
            "client_port USMALLINT",
            "server_address VARCHAR",
            "server_port USMALLINT",
            "local UTINYINT",
            "netns BIGINT",
            "cookie UBIGINT",
            "pid INTEGER",
            "comm VARCHAR",
            "congestion_control VARCHAR",
            "start_ns BIGINT",
            "end_ns BIGINT",
            "sides_inferred BOOLEAN",
            "handshake_seen BOOLEAN",
            "teardown VARCHAR"
        },
        {"attributes", "connection BIGINT", "side UTINYINT", "name VARCHAR", "value DOUBLE"},
        {
            "catalogue",
            "number INTEGER",
            "name VARCHAR",
            "unit VARCHAR",
            "definition VARCHAR",
            "source VARCHAR",
            "reference VARCHAR",
            "place VARCHAR"
        },
        {
            "derived",
            "connection BIGINT",
            "side UTINYINT",
            "time_ns BIGINT",
            "number USMALLINT",
            "value DOUBLE"
        },
        {
            "series",
            "connection BIGINT",
            "side UTINYINT",
            "number USMALLINT",
            "count BIGINT",
            "first_ns BIGINT",
            "last_ns BIGINT",
            "min DOUBLE",
            "max DOUBLE"
        },
        {
            "losses",
            "run INTEGER",
            "from_ns BIGINT",
            "to_ns BIGINT",
            "hook VARCHAR",
            "cpu INTEGER",
            "lost BIGINT"
        },
    };

    private static final String DERIVED_INDEX =
            "CREATE INDEX derived_by_time ON derived (connection, side, number, time_ns)";

    private static final String[] INDEXES = {
        "CREATE INDEX connections_by_number ON connections (connection)",
        "CREATE INDEX attributes_by_connection ON attributes (connection)",
        "CREATE INDEX series_by_connection ON series (connection, side, number)",
        DERIVED_INDEX
    };

    private Schema() {}

    /** Makes the fixed tables and views of an empty database. */
    static void create(Connection connection) throws SQLException {
        Map<String, String> comments = Comments.fixed();
        for (String[] table : FIXED) {
            List<String> lines = new ArrayList<>();
            for (int i = 1; i < table.length; i++) {
                String name = table[i].substring(0, table[i].indexOf(' '));
                String comment = comments.get("COLUMN " + table[0] + "." + name);
                lines.add(quoted(name) + table[i].substring(name.length()) + "\u0000" + comment);
            }
            Database.execute(
                    connection, createTable(table[0], comments.get("TABLE " + table[0]), lines));
        }
        Database.execute(
                connection, "INSERT INTO schema_version VALUES ('tcbee', " + VERSION + ")");
        for (String index : INDEXES) {
            Database.execute(connection, index);
        }
        Views.create(connection);
    }

    /**
     * CREATE TABLE with a comment on each line.
     *
     * @param lines definition, NUL, comment
     */
    private static String createTable(String name, String comment, List<String> lines) {
        StringBuilder sql = new StringBuilder("CREATE TABLE ").append(quoted(name));
        sql.append(" ( -- ").append(line(comment));
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split("\u0000", 2);
            sql.append("\n  ").append(parts[0]);
            sql.append(i + 1 < lines.size() ? ", -- " : " -- ").append(line(parts[1]));
        }
        return sql.append("\n)").toString();
    }

    private static String line(String comment) {
        return comment.replaceAll("\\R", " ");
    }

    /**
     * @throws StoreException if the file is no flow database, or a newer one
     */
    static void check(Database database) {
        int version =
                database.use(
                        "open",
                        connection ->
                                columns(connection, "schema_version").isEmpty()
                                        ? 0
                                        : version(connection));
        if (version == 0) {
            throw new StoreException(
                    "open "
                            + database.file()
                            + ": it is a SQLite file, but no flow database of TCBee");
        }
        if (version > VERSION) {
            throw new StoreException(
                    "open %s: its tables are of version %d, this program knows them up to %d; use a newer TCBee"
                            .formatted(database.file(), version, VERSION));
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "SELECT max(version) FROM schema_version WHERE product = 'tcbee'")) {
            result.next();
            return result.getInt(1);
        }
    }

    /**
     * Makes {@code table}, or adds the columns that it lacks.
     *
     * @return whether it is new
     * @throws StoreException if a column is there with another type
     */
    static boolean define(Connection connection, Table table) throws SQLException {
        Map<String, String> present = columns(connection, table.name());
        List<String> lines = new ArrayList<>();
        lines.add("connection BIGINT\u0000" + Comments.CONNECTION);
        lines.add("side UTINYINT\u0000" + Comments.SIDE);
        lines.add("time_ns BIGINT\u0000" + Comments.TIME);
        for (Column column : table.columns()) {
            String unit = column.series().unit().symbol();
            String wanted = quoted(column.name()) + " " + column.type().sqlName();
            lines.add(
                    wanted
                            + "\u0000"
                            + (unit.isEmpty() ? "" : "[" + unit + "] ")
                            + column.series().definition());
            if (!present.isEmpty()) {
                String type = present.get(column.name());
                if (type == null) {
                    Database.execute(
                            connection,
                            "ALTER TABLE " + quoted(table.name()) + " ADD COLUMN " + wanted);
                } else if (!type.equals(column.type().sqlName())) {
                    throw new StoreException(
                            "write %s: column %s is %s in the database and %s in this run; write to another file"
                                    .formatted(
                                            table.name(),
                                            column.name(),
                                            type,
                                            column.type().sqlName()));
                }
            }
        }
        if (present.isEmpty()) {
            Database.execute(connection, createTable(table.name(), table.doc(), lines));
        }
        return present.isEmpty();
    }

    /** The statement that makes a wide table's index, or that of {@code derived}. */
    static String index(String table) {
        return table.equals("derived")
                ? DERIVED_INDEX
                : "CREATE INDEX %s ON %s (connection, side, time_ns)"
                        .formatted(quoted(table + "_by_time"), quoted(table));
    }

    /** Name and type of each column, in their order. */
    static Map<String, String> columns(Connection connection, String table) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT name, type FROM pragma_table_info(?)")) {
            statement.setString(1, table);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    columns.put(result.getString(1), result.getString(2));
                }
            }
        }
        return columns;
    }

    /** A name as SQL takes any. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as SQL takes any. */
    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
