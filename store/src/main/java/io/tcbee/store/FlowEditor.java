package io.tcbee.store;

import io.tcbee.model.Series;
import io.tcbee.model.Side;

/**
 * Changes attributes and derived series of connections that are in the database. Each call is in it
 * when it returns, or, after an exception, not at all. One thread; not while a run is written.
 *
 * <p>What was recorded, the wide tables, cannot be changed.
 */
public interface FlowEditor extends AutoCloseable {

    /**
     * Adds a series or an attribute to the catalogue, or gives it this definition.
     *
     * @throws StoreException if it is a column of a wide table
     */
    void define(Series series);

    /**
     * Gives a connection this attribute, in place of the one of the same side and name.
     *
     * @throws StoreException if the connection is unknown or the name is not {@link #define}d
     * @throws IllegalArgumentException if the value is not finite
     */
    void set(long connection, Attribute attribute);

    /**
     * Removes an attribute, if it is there.
     *
     * @param side null for one that has no side
     */
    void removeAttribute(long connection, Side side, String name);

    /**
     * Makes these the points of a derived series: those that it had are gone. Values that are not
     * finite are no points.
     *
     * @param timesNs ns since the start of the run, never decreasing
     * @throws StoreException if the connection is unknown, the name is not {@link #define}d, or it
     *     is a column of a wide table
     */
    void write(SeriesKey key, long[] timesNs, double[] values);

    /**
     * Removes all points of a derived series, if there are any.
     *
     * @throws StoreException if it is a column of a wide table
     */
    void removeSeries(SeriesKey key);

    /**
     * Keeps a note; its id does not matter.
     *
     * @return the id that it has in the database
     * @throws StoreException if the connection is unknown
     * @throws UnsupportedOperationException if this kind of store keeps no notes
     */
    default long add(Note note) {
        throw new UnsupportedOperationException(
                "keep a note: only DuckDB and SQLite files keep notes");
    }

    /** Removes a note, if it is there. */
    default void removeNote(long id) {
        throw new UnsupportedOperationException(
                "remove a note: only DuckDB and SQLite files keep notes");
    }

    @Override
    void close();
}
