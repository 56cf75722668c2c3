package io.tcbee.store;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;

/** An open flow database. Any thread may read; one {@link FlowWriter} at a time. */
public interface FlowStore extends AutoCloseable {

    /** In order of id. */
    List<Run> runs();

    /** In order of run, then start, then id. */
    List<ConnectionRow> connections();

    /** Hands over the connections that {@code filter} wants, one by one, in the same order. */
    default void connections(ConnectionFilter filter, Consumer<ConnectionRow> each) {
        for (ConnectionRow row : connections()) {
            if (filter.matches(row)) {
                each.accept(row);
            }
        }
    }

    /** Every series and attribute that the database knows, by name. */
    List<Series> catalogue();

    /**
     * The series that have at least one point of {@code connection}, by side, then name; empty if
     * it is unknown.
     */
    List<SeriesInfo> series(long connection);

    /** Count and bounds of one series; empty if it has no point. */
    default Optional<SeriesInfo> series(SeriesKey key) {
        return series(key.connection()).stream().filter(info -> info.key().equals(key)).findAny();
    }

    /** In order of time. */
    List<Loss> losses(long run);

    /** Notes on the connections of a run, in order of time; none where the store keeps none. */
    default List<Note> notes(long run) {
        return List.of();
    }

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
     * Hands over every point of {@code key} in [{@code fromNs}, {@code toNs}], in order of time,
     * some at a time: a series of any length needs little memory.
     */
    default void points(SeriesKey key, long fromNs, long toNs, PointSink sink) {
        long count = series(key).map(SeriesInfo::count).orElse(0L);
        Points all = read(key, fromNs, toNs, Math.toIntExact(count / 4 + 1));
        PointCollector inside = new PointCollector();
        for (int i = 0; i < all.size(); i++) {
            if (all.timesNs()[i] >= fromNs && all.timesNs()[i] <= toNs) {
                inside.add(all.timesNs()[i], all.values()[i]);
            }
        }
        Points points = inside.points();
        sink.add(points.timesNs(), points.values(), points.size());
    }

    /** Every point of {@code key} in [{@code fromNs}, {@code toNs}] whose value {@code wanted}. */
    default Points points(SeriesKey key, long fromNs, long toNs, DoublePredicate wanted) {
        PointCollector kept = new PointCollector();
        points(
                key,
                fromNs,
                toNs,
                (times, values, size) -> {
                    for (int i = 0; i < size; i++) {
                        if (wanted.test(values[i])) {
                            kept.add(times[i], values[i]);
                        }
                    }
                });
        return kept.points();
    }

    /** The wide tables that are there, by name; empty if this kind of store does not tell. */
    default List<Table> tables() {
        return List.of();
    }

    /**
     * Hands over the rows that {@code query} wants, in order of time.
     *
     * @throws UnsupportedOperationException if this kind of store hands out series only
     */
    default void rows(RowQuery query, RowSink sink) {
        throw new UnsupportedOperationException(
                "read " + query.table() + ": this kind of database hands out series only");
    }

    /** How many rows {@code query} wants, whatever its limit. */
    default long count(RowQuery query) {
        throw new UnsupportedOperationException(
                "read " + query.table() + ": this kind of database hands out series only");
    }

    /**
     * The first rows of one SELECT, which sees this database and nothing else of the machine.
     *
     * @throws SqlRefusedException if it is not one SELECT, is not understood, or reaches out
     * @throws UnsupportedOperationException if this kind of store runs no SQL for others
     */
    default SqlAnswer select(String sql, int rows) {
        throw new UnsupportedOperationException(
                "run SQL: only a DuckDB file runs it here; ask this database with its own tools");
    }

    /**
     * Hands over the values of a SQL expression over series of one side of a connection, such as
     * {@code snd_nxt - snd_una}, in order of time. What is not finite is no point.
     *
     * <p>Series that are columns of one table are taken row by row. Of others there is a value at
     * each time at which any of them has a point, with the last values of the others at or before,
     * from when all have one.
     *
     * @throws SqlRefusedException if it names no series that is there, is not understood, or
     *     reaches out
     * @throws UnsupportedOperationException if this kind of store runs no SQL for others
     */
    default void evaluate(long connection, Side side, String expression, PointSink sink) {
        throw new UnsupportedOperationException(
                "evaluate: only a DuckDB file does it here; process into one");
    }

    /** Ends what {@code reader} reads of this store: there it becomes a {@link StoreException}. */
    default void cancel(Thread reader) {}

    /**
     * Starts changing attributes and derived series.
     *
     * @throws UnsupportedOperationException if the store was opened to be read
     */
    default FlowEditor edit() {
        throw new UnsupportedOperationException("this store cannot be changed");
    }

    /**
     * Starts writing one run.
     *
     * @throws StoreException if a run of the same {@link Run#trace} is already there; in {@link
     *     FlowStoreProvider.Mode#REPLACE} that one is gone when the new one is there
     * @throws UnsupportedOperationException if the store was opened to be read
     */
    FlowWriter writer(Run run);

    @Override
    void close();
}
