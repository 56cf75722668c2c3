package io.tcbee.store.backend;

import io.tcbee.store.Note;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The table {@code annotations}, which is there once there was a note. */
public final class SqlNotes {
    private static final String TABLE = "annotations";

    private SqlNotes() {}

    /** Of the connections of that run, in order of time, then id. */
    public static List<Note> read(Connection connection, long run) throws SQLException {
        List<Note> notes = new ArrayList<>();
        if (!isThere(connection)) {
            return notes;
        }
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, connection, from_ns, to_ns, text FROM annotations WHERE"
                                + " connection IN (SELECT connection FROM connections WHERE run = ?)"
                                + " ORDER BY from_ns, id")) {
            select.setLong(1, run);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    notes.add(
                            new Note(
                                    row.getLong(1),
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getString(5)));
                }
            }
        }
        return notes;
    }

    private static boolean isThere(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, TABLE, null)) {
            return tables.next();
        }
    }

    static long add(Connection connection, Note note) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS annotations (id BIGINT PRIMARY KEY, connection BIGINT"
                            + " NOT NULL, from_ns BIGINT NOT NULL, to_ns BIGINT NOT NULL, text VARCHAR"
                            + " NOT NULL)");
            long id;
            try (ResultSet greatest =
                    statement.executeQuery("SELECT coalesce(max(id), 0) + 1 FROM annotations")) {
                greatest.next();
                id = greatest.getLong(1);
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO annotations VALUES (?, ?, ?, ?, ?)")) {
                insert.setLong(1, id);
                insert.setLong(2, note.connection());
                insert.setLong(3, note.fromNs());
                insert.setLong(4, note.toNs());
                insert.setString(5, note.text());
                insert.execute();
            }
            return id;
        }
    }

    static void remove(Connection connection, long id) throws SQLException {
        if (!isThere(connection)) {
            return;
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM annotations WHERE id = ?")) {
            delete.setLong(1, id);
            delete.execute();
        }
    }
}
