package io.tcbee.store.sqlite;

import io.tcbee.store.SeriesKey;
import io.tcbee.store.backend.Sides;
import io.tcbee.store.backend.SqlEditor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Changes attributes and derived series of a SQLite database. */
final class SqliteEditor extends SqlEditor {
    private final Transaction transaction;

    /**
     * Does work in one transaction, and then forgets what was kept of the series, if there is one.
     */
    interface Transaction {
        void change(SeriesKey key, Database.Work<Void> work);
    }

    SqliteEditor(String location, Transaction transaction) {
        super(location);
        this.transaction = transaction;
    }

    @Override
    protected void change(long connection, SeriesKey key, Change change) {
        transaction.change(
                key,
                database -> {
                    change.with(database);
                    return null;
                });
    }

    @Override
    protected void insert(
            Connection connection, SeriesKey key, int number, long[] times, double[] values)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO derived (connection, side, time_ns, number, value) VALUES (?,"
                                + " ?, ?, ?, ?)")) {
            for (int i = 0; i < times.length; i++) {
                insert.setLong(1, key.connection());
                insert.setInt(2, Sides.code(key.side()));
                insert.setLong(3, times[i]);
                insert.setInt(4, number);
                insert.setDouble(5, values[i]);
                insert.executeUpdate();
            }
        }
    }
}
