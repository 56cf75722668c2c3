package io.tcbee.store.sqlite;

import io.tcbee.store.Rows;
import java.sql.SQLException;

/** A way for rows of one table into the file. */
interface RowSink extends AutoCloseable {
    /** Adds rows, whose values fit in their columns. */
    void append(Rows rows) throws SQLException;

    /** Everything that was appended is in the file afterwards. */
    void finish() throws SQLException;

    @Override
    void close();
}
