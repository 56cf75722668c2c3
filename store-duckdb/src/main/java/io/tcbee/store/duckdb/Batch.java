package io.tcbee.store.duckdb;

import io.tcbee.store.Column;
import java.util.List;
import org.duckdb.DuckDBDataChunkWriter;

/** Rows in the order in which they are written, for {@link WindowFunction}. */
interface Batch {
    /** Name and type of one column as DuckDB is told. */
    record Place(String name, Column.Type type) {}

    /** All columns in order: connection, side, time, then the table's. */
    List<Place> places();

    int size();

    /** Whether {@code row}, 1 and up, has connection, side and time of the row before it. */
    boolean ties(int row);

    /** For one thread. */
    Feed feed();

    /** Writes rows into DuckDB's vectors. */
    interface Feed {
        void write(int from, int n, DuckDBDataChunkWriter chunk);
    }
}
