package io.tcbee.process.finding;

import io.tcbee.model.Side;
import io.tcbee.process.finding.Finding.Range;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Points;
import io.tcbee.store.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;

/** What a database tells of one side of one connection. */
final class Facts {
    /** Evidence is what one looks at: more than this many ranges become one from first to last. */
    private static final int MOST_RANGES = 20;

    private final FlowStore store;
    private final ConnectionRow connection;
    private final Side side;

    Facts(FlowStore store, ConnectionRow connection, Side side) {
        this.store = store;
        this.connection = connection;
        this.side = side;
    }

    ConnectionRow connection() {
        return connection;
    }

    Side side() {
        return side;
    }

    /** NaN if there is none. */
    double attribute(String name) {
        return connection.attribute(side, name);
    }

    /** Of the other side. */
    double peer(String name) {
        return connection.attribute(side.other(), name);
    }

    Points points(String series) {
        return store.points(
                new SeriesKey(connection.id(), side, series),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                _ -> true);
    }

    /** The last value of a series; NaN if it has no point. */
    double last(String series) {
        Points points = points(series);
        return points.size() == 0 ? Double.NaN : points.values()[points.size() - 1];
    }

    /** When a series that holds its value to the next had a value that is {@code wanted}. */
    List<Range> steps(String series, DoublePredicate wanted) {
        Points points = points(series);
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (wanted.test(points.values()[i])) {
                long end = i + 1 < points.size() ? points.timesNs()[i + 1] : connection.endNs();
                join(ranges, new Range(points.timesNs()[i], end));
            }
        }
        return few(ranges);
    }

    /** From the first to the last of each run of points whose values are {@code wanted}. */
    List<Range> runs(String series, DoublePredicate wanted) {
        Points points = points(series);
        List<Range> ranges = new ArrayList<>();
        boolean within = false;
        for (int i = 0; i < points.size(); i++) {
            long at = points.timesNs()[i];
            if (!wanted.test(points.values()[i])) {
                within = false;
                continue;
            }
            if (within) {
                ranges.set(ranges.size() - 1, new Range(ranges.getLast().fromNs(), at));
            } else {
                ranges.add(new Range(at, at));
            }
            within = true;
        }
        return few(ranges);
    }

    /** The times that end at the points of a series whose values are how long they took, in us. */
    List<Range> spans(String series) {
        return few(spansOf(points(series)));
    }

    private static List<Range> spansOf(Points points) {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            long end = points.timesNs()[i];
            ranges.add(new Range(end - Math.round(points.values()[i] * 1e3), end));
        }
        return ranges;
    }

    /** As {@link #spans(String)}, of the other side. */
    List<Range> peerSpans(String series) {
        return new Facts(store, connection, side.other()).spans(series);
    }

    /** The spans of {@code series} at whose end {@code marks} is {@code wanted}. */
    List<Range> spans(String series, String marks, DoublePredicate wanted) {
        Points points = points(marks);
        List<Range> all = spansOf(points(series));
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < Math.min(points.size(), all.size()); i++) {
            if (wanted.test(points.values()[i])) {
                ranges.add(all.get(i));
            }
        }
        return few(ranges);
    }

    /**
     * Of the times in which losses were repaired, the share before which the queue added at least
     * so much of the most that it ever added; NaN if there was none.
     */
    double shareWithQueue(double part) {
        Points delay = points("queueing_delay_us");
        List<Range> episodes = spansOf(points("loss_episode_us"));
        double most = attribute("queueing_delay_max_us");
        int known = 0;
        int full = 0;
        for (Range episode : episodes) {
            int i = 0;
            while (i < delay.size() && delay.timesNs()[i] < episode.fromNs()) {
                i++;
            }
            if (i > 0) {
                known++;
                full += delay.values()[i - 1] >= part * most ? 1 : 0;
            }
        }
        return known == 0 ? Double.NaN : (double) full / known;
    }

    private static void join(List<Range> ranges, Range next) {
        if (!ranges.isEmpty() && ranges.getLast().toNs() >= next.fromNs()) {
            ranges.set(ranges.size() - 1, new Range(ranges.getLast().fromNs(), next.toNs()));
        } else {
            ranges.add(next);
        }
    }

    private static List<Range> few(List<Range> ranges) {
        return ranges.size() <= MOST_RANGES
                ? ranges
                : List.of(new Range(ranges.getFirst().fromNs(), ranges.getLast().toNs()));
    }
}
