package io.tcbee.store.duckdb;

import io.tcbee.store.SeriesKey;
import io.tcbee.store.backend.Sides;
import io.tcbee.store.backend.SqlEditor;
import java.sql.Connection;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Changes attributes and derived series of a DuckDB database. */
final class DuckDbEditor extends SqlEditor {
    private final Transaction transaction;

    /**
     * Does work in one transaction, and then forgets what was kept of the series, if there is one.
     */
    interface Transaction {
        void change(SeriesKey key, Database.Work<Void> work);
    }

    DuckDbEditor(String location, Transaction transaction) {
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
        try (DuckDBAppender appender =
                connection.unwrap(DuckDBConnection.class).createAppender("derived")) {
            for (int i = 0; i < times.length; i++) {
                appender.beginRow().append(key.connection());
                appender.append((byte) Sides.code(key.side())).append(times[i]);
                appender.append((short) number).append(values[i]).endRow();
            }
        }
    }
}
