package io.tcbee.store.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.tcbee.store.PointSink;
import io.tcbee.store.Points;
import io.tcbee.store.Reduction;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.backend.Catalogue;
import io.tcbee.store.backend.Sides;
import io.tcbee.store.backend.SqlReads;
import java.lang.foreign.MemorySegment;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/**
 * Points of one series, reduced.
 *
 * <p>A series of up to {@link #KEPT_WHOLE} points is loaded once and kept, so that the next zoom
 * reads memory; the least recently used ones go first. What was committed never changes, so nothing
 * that is kept grows old. Of a longer series an {@link Overview} is kept: the series of one view
 * have room together, so that no zoom reads them again. One that the file has in disorder is kept
 * whole up to {@link #SORTED_WHOLE} points, else read through each time.
 */
final class SeriesReader {
    private static final int KEPT_WHOLE = 250_000;
    private static final int SORTED_WHOLE = 2_000_000;

    /** Points kept in all; 16 bytes each. */
    private static final long BUDGET = 3_000_000;

    /** As {@link #BUDGET}, of the overviews of longer series. */
    private static final long OVERVIEWS = 8_000_000;

    private final LinkedHashMap<SeriesKey, Loaded> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final int keptWhole;
    private long keptPoints;

    private final LinkedHashMap<SeriesKey, Overview> overviews =
            new LinkedHashMap<>(16, 0.75f, true);

    SeriesReader() {
        this(KEPT_WHOLE);
    }

    /**
     * @param keptWhole points of the longest series that is kept
     */
    SeriesReader(int keptWhole) {
        this.keptWhole = keptWhole;
    }

    Points read(
            DuckDBConnection connection,
            Catalogue.Entry entry,
            SeriesKey key,
            long fromNs,
            long toNs,
            int columns)
            throws SQLException {
        Loaded loaded = kept(key);
        if (loaded == null) {
            boolean isLong = overview(key) != null;
            long count = isLong ? 0 : SqlReads.count(connection, entry.number(), key);
            if (count > keptWhole && keptWhole < KEPT_WHOLE) {
                return readThrough(connection, new Query(entry, key), fromNs, toNs, columns);
            }
            if (isLong || count > keptWhole) {
                return readLong(connection, entry, key, fromNs, toNs, columns);
            }
            loaded = load(connection, new Query(entry, key), (int) count);
            keep(key, loaded);
        }
        return Reduction.of(loaded.times(), loaded.values(), loaded.size(), fromNs, toNs, columns);
    }

    private Points readLong(
            DuckDBConnection connection,
            Catalogue.Entry entry,
            SeriesKey key,
            long fromNs,
            long toNs,
            int columns)
            throws SQLException {
        Query query = new Query(entry, key);
        Overview overview = overview(key);
        if (overview == null) {
            Overview made = new Overview();
            each(connection, query.points(Long.MIN_VALUE, Long.MAX_VALUE), made::add);
            if (!made.finish()) {
                return readInDisorder(connection, query, key, fromNs, toNs, columns);
            }
            keep(key, made);
            overview = made;
        }
        return overview.read(
                fromNs, toNs, columns, (first, last) -> load(connection, query, first, last));
    }

    private Points readInDisorder(
            DuckDBConnection connection,
            Query query,
            SeriesKey key,
            long fromNs,
            long toNs,
            int columns)
            throws SQLException {
        long count = SqlReads.count(connection, query.entry().number(), key);
        if (count > SORTED_WHOLE) {
            return readThrough(connection, query, fromNs, toNs, columns);
        }
        Loaded loaded = load(connection, query, (int) count);
        keep(key, loaded);
        return Reduction.of(loaded.times(), loaded.values(), loaded.size(), fromNs, toNs, columns);
    }

    private synchronized Overview overview(SeriesKey key) {
        return overviews.get(key);
    }

    private synchronized void keep(SeriesKey key, Overview overview) {
        if (overviews.putIfAbsent(key, overview) != null) {
            return;
        }
        long weight = overviews.values().stream().mapToLong(Overview::weight).sum();
        var oldest = overviews.values().iterator();
        while (weight > OVERVIEWS && overviews.size() > 1) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }

    private synchronized Loaded kept(SeriesKey key) {
        return kept.get(key);
    }

    private synchronized void keep(SeriesKey key, Loaded loaded) {
        if (loaded.size() == 0 || kept.putIfAbsent(key, loaded) != null) {
            return;
        }
        keptPoints += loaded.size();
        // The one that was just added is the youngest.
        var oldest = kept.values().iterator();
        while (keptPoints > BUDGET && kept.size() > 1) {
            keptPoints -= oldest.next().size();
            oldest.remove();
        }
    }

    /** Forgets what is kept of a series that was changed. */
    synchronized void forget(SeriesKey key) {
        Loaded loaded = kept.remove(key);
        keptPoints -= loaded == null ? 0 : loaded.size();
        overviews.remove(key);
    }

    /** Hands over every point of the range. */
    static void points(
            DuckDBConnection connection,
            Catalogue.Entry entry,
            SeriesKey key,
            long fromNs,
            long toNs,
            PointSink sink)
            throws SQLException {
        String inOrder = " ORDER BY time_ns, rowid";
        each(connection, new Query(entry, key).points(fromNs, toNs) + inOrder, sink);
    }

    /** The SQL that reads one series. */
    private record Query(Catalogue.Entry entry, SeriesKey key) {

        private boolean derived() {
            return entry.place().equals(Catalogue.POINTS);
        }

        private String value() {
            return derived() ? "value" : Schema.name(entry.series().name());
        }

        private String rows() {
            String table = derived() ? "derived" : Schema.name(entry.place());
            return " FROM %s WHERE connection = %d AND side = %d AND %s"
                    .formatted(
                            table,
                            key.connection(),
                            Sides.code(key.side()),
                            derived() ? "number = " + entry.number() : value() + " IS NOT NULL");
        }

        String points(long fromNs, long toNs) {
            return "SELECT time_ns, %s%s AND time_ns BETWEEN %d AND %d"
                    .formatted(value(), rows(), fromNs, toNs);
        }

        String lastBefore(long timeNs) {
            return "SELECT max(time_ns)" + rows() + " AND time_ns < " + timeNs;
        }

        String firstAfter(long timeNs) {
            return "SELECT min(time_ns)" + rows() + " AND time_ns > " + timeNs;
        }
    }

    private static Loaded load(DuckDBConnection connection, Query query, int count)
            throws SQLException {
        long[] times = new long[count];
        double[] values = new double[count];
        if (count == 0) {
            return new Loaded(times, values, 0);
        }
        int[] size = {0};
        each(
                connection,
                query.points(Long.MIN_VALUE, Long.MAX_VALUE),
                (chunkTimes, chunkValues, n) -> {
                    int room = Math.min(n, count - size[0]);
                    System.arraycopy(chunkTimes, 0, times, size[0], room);
                    System.arraycopy(chunkValues, 0, values, size[0], room);
                    size[0] += room;
                });
        return Loaded.sorted(times, values, size[0]);
    }

    /** All points of [fromNs, toNs]. */
    private static Loaded load(DuckDBConnection connection, Query query, long fromNs, long toNs)
            throws SQLException {
        Loaded.Builder all = new Loaded.Builder();
        each(connection, query.points(fromNs, toNs), all::add);
        return all.sorted();
    }

    private static Points readThrough(
            DuckDBConnection connection, Query query, long fromNs, long toNs, int columns)
            throws SQLException {
        long first = bound(connection, query.lastBefore(fromNs), fromNs);
        long last = bound(connection, query.firstAfter(toNs), toNs);
        Reduction reduction = new Reduction(fromNs, toNs, columns);
        boolean[] inOrder = {true};
        long[] latest = {Long.MIN_VALUE};
        each(
                connection,
                query.points(first, last),
                (times, values, n) -> {
                    for (int i = 0; i < n; i++) {
                        inOrder[0] &= times[i] >= latest[0];
                        latest[0] = times[i];
                    }
                    if (inOrder[0]) {
                        reduction.add(times, values, 0, n);
                    }
                });
        if (inOrder[0]) {
            return reduction.points();
        }
        Reduction again = new Reduction(fromNs, toNs, columns);
        each(
                connection,
                query.points(first, last) + " ORDER BY time_ns, rowid",
                (times, values, n) -> again.add(times, values, 0, n));
        return again.points();
    }

    private static long bound(DuckDBConnection connection, String sql, long none)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet result = select.executeQuery()) {
            result.next();
            long bound = result.getLong(1);
            return result.wasNull() ? none : bound;
        }
    }

    private static void each(DuckDBConnection connection, String sql, PointSink chunks)
            throws SQLException {
        long[] times = new long[2048];
        double[] values = new double[2048];
        try (DuckDBPreparedStatement select = connection.prepare(sql);
                DuckDBChunkedResult result = select.query()) {
            while (result.nextChunk()) {
                DuckDBDataChunkReader chunk = result.chunk();
                int n = (int) chunk.rowCount();
                if (n > times.length) {
                    times = new long[n];
                    values = new double[n];
                }
                if (Vectors.BULK_READ) {
                    MemorySegment.copy(
                            Vectors.data(chunk.vector(0)), JAVA_LONG_UNALIGNED, 0, times, 0, n);
                    copyBulk(chunk.vector(1), values, n);
                } else {
                    copyByCell(chunk.vector(0), times, n);
                    copyByCell(chunk.vector(1), values, n);
                }
                chunks.add(times, values, n);
            }
        }
    }

    private static void copyBulk(DuckDBReadableVector vector, double[] values, int n) {
        MemorySegment data = Vectors.data(vector);
        switch (vector.getType()) {
            case UTINYINT -> {
                for (int i = 0; i < n; i++) {
                    values[i] = Byte.toUnsignedInt(data.get(JAVA_BYTE, i));
                }
            }
            case USMALLINT -> {
                for (int i = 0; i < n; i++) {
                    values[i] = Short.toUnsignedInt(data.get(JAVA_SHORT_UNALIGNED, 2L * i));
                }
            }
            case UINTEGER -> {
                for (int i = 0; i < n; i++) {
                    values[i] = Integer.toUnsignedLong(data.get(JAVA_INT_UNALIGNED, 4L * i));
                }
            }
            case INTEGER -> {
                for (int i = 0; i < n; i++) {
                    values[i] = data.get(JAVA_INT_UNALIGNED, 4L * i);
                }
            }
            case BIGINT -> {
                for (int i = 0; i < n; i++) {
                    values[i] = data.get(JAVA_LONG_UNALIGNED, 8L * i);
                }
            }
            case UBIGINT -> {
                for (int i = 0; i < n; i++) {
                    values[i] = ColumnBuffer.unsigned(data.get(JAVA_LONG_UNALIGNED, 8L * i));
                }
            }
            default -> MemorySegment.copy(data, JAVA_DOUBLE_UNALIGNED, 0, values, 0, n);
        }
    }

    private static void copyByCell(DuckDBReadableVector vector, long[] times, int n) {
        for (int i = 0; i < n; i++) {
            times[i] = vector.getLong(i);
        }
    }

    private static void copyByCell(DuckDBReadableVector vector, double[] values, int n) {
        switch (vector.getType()) {
            case UTINYINT -> {
                for (int i = 0; i < n; i++) {
                    values[i] = vector.getUint8(i);
                }
            }
            case USMALLINT -> {
                for (int i = 0; i < n; i++) {
                    values[i] = vector.getUint16(i);
                }
            }
            case UINTEGER -> {
                for (int i = 0; i < n; i++) {
                    values[i] = vector.getUint32(i);
                }
            }
            case INTEGER -> {
                for (int i = 0; i < n; i++) {
                    values[i] = vector.getInt(i);
                }
            }
            case BIGINT -> {
                for (int i = 0; i < n; i++) {
                    values[i] = vector.getLong(i);
                }
            }
            case UBIGINT -> {
                for (int i = 0; i < n; i++) {
                    values[i] = ColumnBuffer.unsigned(vector.getUint64(i).longValue());
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    values[i] = vector.getDouble(i);
                }
            }
        }
    }

    /** Names of the series that are kept, for tests. */
    synchronized List<SeriesKey> keptKeys() {
        return new ArrayList<>(kept.keySet());
    }
}
