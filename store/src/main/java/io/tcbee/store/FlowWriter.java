package io.tcbee.store;

import io.tcbee.model.Series;
import java.util.List;

/**
 * Writes one run. Nothing is visible before {@link #commit}; {@link #close} without it leaves
 * nothing behind. One thread.
 *
 * <p>The store gives the run its id: whatever {@code run} a connection, a loss or the final run
 * carries, they are of this run.
 */
public interface FlowWriter extends AutoCloseable {

    /** The id of the next connection: 1 above the greatest that was ever given. */
    long connection();

    /**
     * Adds rows to their table, which is made on its first use. The rows may be reused afterwards.
     *
     * <p>Rows of one connection and side come in order of time; equal times keep the order of
     * appending. Columns that the table did not have so far are added; a plotted column's name must
     * not be plotted by another table.
     *
     * @throws StoreException if a column was of another type before, or a value does not fit in its
     *     column's type
     */
    void append(Rows rows);

    /**
     * As {@link #append(Rows)}, of rows that the store may read where they lie, and later; it
     * releases them when it is done. A failure may be told by the next call.
     */
    default void append(SortedRows rows) {
        try {
            SortedRows.Reader reader = rows.reader();
            Rows copy = new Rows(rows.table(), Math.min(rows.size(), 16 * SortedRows.STEP));
            for (int from = 0; from < rows.size(); from += 16 * SortedRows.STEP) {
                copy.clear();
                copy.add(reader, from, Math.min(rows.size() - from, 16 * SortedRows.STEP));
                append(copy);
            }
        } finally {
            rows.release();
        }
    }

    /**
     * Adds a derived series or an attribute to the catalogue; the last definition of a name holds.
     */
    void define(Series series);

    /**
     * Adds points of a derived series that was {@link #define}d. Values that are not finite are no
     * points and are left out.
     *
     * @param timesNs ns since the start of the run, never decreasing from call to call of one key
     */
    void append(SeriesKey key, long[] timesNs, double[] values, int from, int to);

    /** Adds a connection, once its values are final. */
    void append(ConnectionRow connection);

    void append(List<Loss> losses);

    /** Makes the run visible, with these final totals. */
    void commit(Run run);

    @Override
    void close();
}
