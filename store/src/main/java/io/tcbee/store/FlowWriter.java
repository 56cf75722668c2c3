package io.tcbee.store;

import io.tcbee.model.Series;
import java.util.List;

/**
 * Writes one run. Nothing is visible before {@link #commit}; {@link #close} without it leaves
 * nothing behind. One thread.
 */
public interface FlowWriter extends AutoCloseable {

    /** The id of the next connection: 1 above the greatest that was ever given. */
    long connection();

    /**
     * Adds rows to their table, which is made on its first use. The rows may be reused afterwards.
     */
    void append(Rows rows);

    /**
     * Adds a derived series or an attribute to the catalogue; the last definition of a name holds.
     */
    void define(Series series);

    /**
     * Adds points of a derived series that was {@link #define}d.
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
