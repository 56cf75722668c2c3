package io.tcbee.store.sqlite;

import io.tcbee.store.PointCollector;
import io.tcbee.store.PointSink;
import io.tcbee.store.Points;
import io.tcbee.store.Reduction;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.backend.Catalogue;
import io.tcbee.store.backend.SeriesCache;
import io.tcbee.store.backend.Sides;
import io.tcbee.store.backend.SqlReads;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Points of one series, all of them or reduced. */
final class SqliteSeries {
    private static final int CHUNK = 4096;

    private final SeriesCache cache = new SeriesCache();

    Points read(
            Connection connection,
            Catalogue.Entry entry,
            SeriesKey key,
            long fromNs,
            long toNs,
            int columns)
            throws SQLException {
        Points kept = cache.get(key);
        if (kept == null) {
            long count = SqlReads.count(connection, entry.number(), key);
            if (!cache.keeps(count)) {
                return readThrough(connection, new Query(entry, key), fromNs, toNs, columns);
            }
            PointCollector all = new PointCollector();
            if (count > 0) {
                points(connection, entry, key, Long.MIN_VALUE, Long.MAX_VALUE, all);
            }
            kept = all.points();
            cache.put(key, kept);
        }
        return Reduction.of(kept.timesNs(), kept.values(), kept.size(), fromNs, toNs, columns);
    }

    /** Forgets what is kept of a series that was changed. */
    void forget(SeriesKey key) {
        cache.remove(key);
    }

    /**
     * The SQL that reads one series, in order of time and then of arrival, by the table's index.
     */
    private record Query(Catalogue.Entry entry, SeriesKey key) {

        private boolean derived() {
            return entry.place().equals(Catalogue.POINTS);
        }

        private String value() {
            return derived() ? "value" : Schema.quoted(entry.series().name());
        }

        private String rows() {
            return " FROM %s WHERE connection = %d AND side = %d AND %s"
                    .formatted(
                            derived() ? "derived" : Schema.quoted(entry.place()),
                            key.connection(),
                            Sides.code(key.side()),
                            derived() ? "number = " + entry.number() : value() + " IS NOT NULL");
        }

        String points(long fromNs, long toNs) {
            return "SELECT time_ns, %s%s AND time_ns BETWEEN %d AND %d ORDER BY time_ns, rowid"
                    .formatted(value(), rows(), fromNs, toNs);
        }

        String lastBefore(long timeNs) {
            return "SELECT time_ns%s AND time_ns < %d ORDER BY time_ns DESC LIMIT 1"
                    .formatted(rows(), timeNs);
        }

        String firstAfter(long timeNs) {
            return "SELECT time_ns%s AND time_ns > %d ORDER BY time_ns LIMIT 1"
                    .formatted(rows(), timeNs);
        }
    }

    private static Points readThrough(
            Connection connection, Query query, long fromNs, long toNs, int columns)
            throws SQLException {
        long first = bound(connection, query.lastBefore(fromNs), fromNs);
        long last = bound(connection, query.firstAfter(toNs), toNs);
        Reduction reduction = new Reduction(fromNs, toNs, columns);
        each(
                connection,
                query.points(first, last),
                (times, values, size) -> reduction.add(times, values, 0, size));
        return reduction.points();
    }

    private static long bound(Connection connection, String sql, long none) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getLong(1) : none;
        }
    }

    /** Hands over every point of the range. */
    static void points(
            Connection connection,
            Catalogue.Entry entry,
            SeriesKey key,
            long fromNs,
            long toNs,
            PointSink sink)
            throws SQLException {
        each(connection, new Query(entry, key).points(fromNs, toNs), sink);
    }

    private static void each(Connection connection, String sql, PointSink sink)
            throws SQLException {
        long[] times = new long[CHUNK];
        double[] values = new double[CHUNK];
        int size = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                times[size] = row.getLong(1);
                values[size++] = row.getDouble(2);
                if (size == CHUNK) {
                    sink.add(times, values, size);
                    size = 0;
                }
            }
        }
        if (size > 0) {
            sink.add(times, values, size);
        }
    }
}
