package io.tcbee.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The table {@code series} of one run, from parts that come while rows pass. */
final class Totals implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;

    Totals(Connection connection) throws SQLException {
        this.connection = connection;
        Database.execute(
                connection,
                """
                CREATE TEMP TABLE IF NOT EXISTS summary_parts (
                    connection BIGINT, side UTINYINT, number USMALLINT, count BIGINT,
                    first_ns BIGINT, last_ns BIGINT, min DOUBLE, max DOUBLE)\
                """);
        Database.execute(connection, "DELETE FROM summary_parts");
        insert =
                connection.prepareStatement(
                        "INSERT INTO summary_parts VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    }

    void add(
            long id,
            int side,
            int number,
            long count,
            long firstNs,
            long lastNs,
            double least,
            double greatest)
            throws SQLException {
        insert.setLong(1, id);
        insert.setInt(2, side);
        insert.setInt(3, number);
        insert.setLong(4, count);
        insert.setLong(5, firstNs);
        insert.setLong(6, lastNs);
        insert.setDouble(7, least);
        insert.setDouble(8, greatest);
        insert.executeUpdate();
    }

    /** Adds up the parts. */
    void finish() throws SQLException {
        Database.execute(
                connection,
                """
                INSERT INTO series
                SELECT connection, side, number, sum(count), min(first_ns), max(last_ns),
                    min("min"), max("max")
                FROM summary_parts GROUP BY connection, side, number
                ORDER BY connection, side, number\
                """);
        Database.execute(connection, "DELETE FROM summary_parts");
    }

    @Override
    public void close() {
        Database.closeQuietly(insert);
    }
}
