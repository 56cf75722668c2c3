package io.tcbee.store;

import io.tcbee.model.Series;
import java.util.List;

/** An open flow database. Any thread may read; one {@link FlowWriter} at a time. */
public interface FlowStore extends AutoCloseable {

    /** In order of id. */
    List<Run> runs();

    /** In order of run, then start. */
    List<ConnectionRow> connections();

    /** Every series and attribute that the database knows, by name. */
    List<Series> catalogue();

    /**
     * The series that have at least one point of {@code connection}, by side, then name; empty if
     * it is unknown.
     */
    List<SeriesInfo> series(long connection);

    /** In order of time. */
    List<Loss> losses(long run);

    /**
     * Points of {@code key} for a plot that is {@code columns} pixels wide.
     *
     * <p>Times in [{@code fromNs}, {@code toNs}], plus the nearest point on either side of it, so
     * that a line enters and leaves the plot where it should. If more than {@code 4 * columns} lie
     * inside, each of {@code columns} equal parts of the range keeps its first, least, greatest and
     * last point, in order of time. Of a series of millions of points a store may take a part's
     * borders to be up to a quarter of a part elsewhere.
     *
     * @param columns 1 and up
     * @return empty if the series is unknown or has no point there
     */
    Points read(SeriesKey key, long fromNs, long toNs, int columns);

    /**
     * Starts writing one run.
     *
     * @throws StoreException if a run of the same {@link Run#trace} is already there
     * @throws UnsupportedOperationException if the store was opened to be read
     */
    FlowWriter writer(Run run);

    @Override
    void close();
}
