package io.tcbee.store.backend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Takes runs out of a database, inside the caller's transaction. */
public final class Remover {
    private Remover() {}

    /** Deletes the run of {@code trace} and everything that belongs to it, if it is there. */
    public static void removeTrace(Connection connection, String trace) throws SQLException {
        for (long run : runs(connection, trace)) {
            Set<String> tables = new TreeSet<>(List.of("derived", "series", "attributes"));
            tables.addAll(wideTables(connection));
            for (String table : tables) {
                execute(
                        connection,
                        "DELETE FROM \""
                                + table
                                + "\" WHERE connection IN (SELECT connection FROM connections"
                                + " WHERE run = ?)",
                        run);
            }
            for (String table : List.of("connections", "losses", "runs")) {
                execute(connection, "DELETE FROM " + table + " WHERE run = ?", run);
            }
        }
    }

    private static List<Long> runs(Connection connection, String trace) throws SQLException {
        List<Long> runs = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT run FROM runs WHERE trace = ?")) {
            select.setString(1, trace);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    runs.add(row.getLong(1));
                }
            }
        }
        return runs;
    }

    /** Every wide table has a view TABLE_timed. */
    private static List<String> wideTables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        Set<String> views = new TreeSet<>();
        try (ResultSet row =
                connection.getMetaData().getTables(null, null, "%", new String[] {"VIEW"})) {
            while (row.next()) {
                views.add(row.getString("TABLE_NAME"));
            }
        }
        for (String view : views) {
            if (view.endsWith("_timed")) {
                tables.add(view.substring(0, view.length() - "_timed".length()));
            }
        }
        return tables;
    }

    private static void execute(Connection connection, String sql, long run) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, run);
            delete.execute();
        }
    }
}
