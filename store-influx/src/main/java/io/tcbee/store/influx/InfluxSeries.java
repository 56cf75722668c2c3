package io.tcbee.store.influx;

import io.tcbee.store.Column;
import io.tcbee.store.PointCollector;
import io.tcbee.store.PointSink;
import io.tcbee.store.Points;
import io.tcbee.store.Reduction;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.backend.SeriesCache;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Points of one series, all of them or reduced, and what there is of each. */
final class InfluxSeries {
    private static final int CHUNK = 4096;

    private final Server server;
    private final SeriesCache cache = new SeriesCache();

    InfluxSeries(Server server) {
        this.server = server;
    }

    void forget(SeriesKey key) {
        cache.remove(key);
    }

    /** What there is of a connection, by side, then name; parts of one series are added up. */
    List<SeriesInfo> of(long connection, InfluxCatalogue catalogue, Map<Long, Run> runs) {
        Map<SeriesKey, SeriesInfo> all =
                new TreeMap<>(Comparator.comparing(SeriesKey::side).thenComparing(SeriesKey::name));
        server.query(
                "SELECT * FROM \"series\" WHERE connection = '%d'".formatted(connection),
                row -> {
                    InfluxCatalogue.Entry entry = catalogue.get(row.text("series"));
                    if (entry != null && runs.containsKey(row.integer("run"))) {
                        SeriesInfo part = part(connection, entry, row);
                        all.merge(part.key(), part, InfluxSeries::sum);
                    }
                });
        return new ArrayList<>(all.values());
    }

    private static SeriesInfo part(long connection, InfluxCatalogue.Entry entry, Csv row) {
        return new SeriesInfo(
                new SeriesKey(connection, Names.side(row.text("side")), entry.series().name()),
                entry.series(),
                row.integer("count"),
                row.integer("first_ns"),
                row.integer("last_ns"),
                row.number("least"),
                row.number("greatest"));
    }

    private static SeriesInfo sum(SeriesInfo a, SeriesInfo b) {
        return new SeriesInfo(
                a.key(),
                a.series(),
                a.count() + b.count(),
                Math.min(a.firstNs(), b.firstNs()),
                Math.max(a.lastNs(), b.lastNs()),
                Math.min(a.min(), b.min()),
                Math.max(a.max(), b.max()));
    }

    /** Where a series is. */
    record Place(
            SeriesKey key,
            String measurement,
            String field,
            Column.Type type,
            long originNs,
            long count) {
        private String rows() {
            boolean derived = measurement.equals(InfluxCatalogue.POINTS);
            return " FROM %s WHERE %s%s"
                    .formatted(
                            Names.name(measurement),
                            Names.of(key),
                            derived ? " AND \"series\" = " + Names.text(key.name()) : "");
        }

        private String points(long fromNs, long toNs) {
            return "SELECT %s AS value, n%s%s%s"
                    .formatted(
                            Names.name(field),
                            rows(),
                            fromNs == Long.MIN_VALUE ? "" : " AND time >= " + at(fromNs),
                            toNs == Long.MAX_VALUE ? "" : " AND time <= " + at(toNs));
        }

        private String nearest(String comparison, long timeNs, String order) {
            return "SELECT %s AS value%s AND time %s %d ORDER BY time %s LIMIT 1"
                    .formatted(Names.name(field), rows(), comparison, at(timeNs), order);
        }

        /** Within what the server can name. */
        private long at(long timeNs) {
            long sum = timeNs + originNs;
            boolean over = ((timeNs ^ sum) & (originNs ^ sum)) < 0;
            long limit = Long.MAX_VALUE - 1000;
            return over ? (timeNs < 0 ? -limit : limit) : Math.clamp(sum, -limit, limit);
        }
    }

    Points read(Place place, long fromNs, long toNs, int columns) {
        Points kept = cache.get(place.key());
        if (kept == null) {
            if (!cache.keeps(place.count())) {
                return readThrough(place, fromNs, toNs, columns);
            }
            PointCollector all = new PointCollector();
            points(place, Long.MIN_VALUE, Long.MAX_VALUE, all);
            kept = all.points();
            cache.put(place.key(), kept);
        }
        return Reduction.of(kept.timesNs(), kept.values(), kept.size(), fromNs, toNs, columns);
    }

    private Points readThrough(Place place, long fromNs, long toNs, int columns) {
        Reduction reduction = new Reduction(fromNs, toNs, columns);
        long[] bounds = {fromNs, toNs};
        if (fromNs != Long.MIN_VALUE) {
            server.query(
                    place.nearest("<", fromNs, "DESC"),
                    row -> bounds[0] = row.integer("time") - place.originNs());
        }
        if (toNs != Long.MAX_VALUE) {
            server.query(
                    place.nearest(">", toNs, "ASC"),
                    row -> bounds[1] = row.integer("time") - place.originNs());
        }
        points(
                place,
                bounds[0],
                bounds[1],
                (times, values, size) -> reduction.add(times, values, 0, size));
        return reduction.points();
    }

    /** Hands over every point of the range, equal times in the order in which they were written. */
    void points(Place place, long fromNs, long toNs, PointSink sink) {
        Ordered ordered = new Ordered(sink);
        server.query(
                place.points(fromNs, toNs),
                row -> {
                    String value = row.text("value");
                    boolean integer = place.type() != Column.Type.DOUBLE;
                    ordered.add(
                            row.integer("time") - place.originNs(),
                            row.integer("n"),
                            integer
                                    ? place.type().number(Long.parseLong(value))
                                    : Double.parseDouble(value));
                });
        ordered.flush();
    }

    private record Point(long n, double value) {}

    /** Puts points of one time into the order of their number. */
    private static final class Ordered {
        private final PointSink sink;
        private final long[] times = new long[CHUNK];
        private final double[] values = new double[CHUNK];
        private final List<Point> sameTime = new ArrayList<>();
        private long time;
        private int size;

        Ordered(PointSink sink) {
            this.sink = sink;
        }

        void add(long timeNs, long n, double value) {
            if (!sameTime.isEmpty() && timeNs != time) {
                settle();
            }
            time = timeNs;
            sameTime.add(new Point(n, value));
        }

        private void settle() {
            if (sameTime.size() > 1) {
                sameTime.sort(Comparator.comparingLong(Point::n));
            }
            for (Point point : sameTime) {
                times[size] = time;
                values[size++] = point.value();
                if (size == CHUNK) {
                    sink.add(times, values, size);
                    size = 0;
                }
            }
            sameTime.clear();
        }

        void flush() {
            settle();
            if (size > 0) {
                sink.add(times, values, size);
                size = 0;
            }
        }
    }
}
