package io.tcbee.store.duckdb;

import io.tcbee.model.Series;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import io.tcbee.store.Rows;
import io.tcbee.store.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Count, first, last, least and greatest of every series, collected while rows pass.
 *
 * <p>A series may be here several times: {@link #drain} empties it when there are many, and the
 * database adds the parts up.
 */
final class Summaries {
    /** Series at which {@link #isFull} says so; some 30 MB. */
    private static final int FULL = 200_000;

    /** The parts of summaries; {@code time_ns} is the time of the first point. */
    static final Table PARTS =
            new Table(
                    "summary_parts",
                    "Parts of summaries, until the run is committed.",
                    List.of(
                            column("number", Column.Type.UINT16),
                            column("count", Column.Type.INT64),
                            column("last_ns", Column.Type.INT64),
                            column("min", Column.Type.DOUBLE),
                            column("max", Column.Type.DOUBLE)));

    private final Map<Key, Summary> summaries = new HashMap<>();
    private final double[] extremes = new double[2];
    private int[] present = {};

    private record Key(long connection, int side, int number) {}

    /** Of one series. */
    static final class Summary {
        long count;
        long firstNs = Long.MAX_VALUE;
        long lastNs = Long.MIN_VALUE;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;

        /** Adds points in order of time. */
        void add(long points, long fromNs, long toNs, double low, double high) {
            count += points;
            firstNs = Math.min(firstNs, fromNs);
            lastNs = Math.max(lastNs, toNs);
            min = Math.min(min, low);
            max = Math.max(max, high);
        }

        void add(Summary other) {
            add(other.count, other.firstNs, other.lastNs, other.min, other.max);
        }
    }

    private static Column column(String name, Column.Type type) {
        return new Column(new Series(name, Unit.NONE, "", Source.INFERRED, ""), type, false);
    }

    /** Adds the values of one column in one group of a sorted window. */
    void add(Window window, Window.Group group, ColumnBuffer column, int number) {
        int[] order = window.order();
        int end = group.start + group.count;
        int first = group.start;
        int last = end - 1;
        long count = group.count;
        if (column.hasAbsent()) {
            count = compact(order, group.start, end, column);
            if (count == 0) {
                return;
            }
            order = present;
            first = 0;
            last = (int) count - 1;
        }
        column.extremes(order, first, (int) count, extremes);
        long firstNs = window.timeNs(order[first]);
        long lastNs = window.timeNs(order[last]);
        of(group.connection(), group.side(), number)
                .add(count, firstNs, lastNs, extremes[0], extremes[1]);
    }

    /** What is known of one series so far; made if it is new. */
    Summary of(long connection, int side, int number) {
        return summaries.computeIfAbsent(new Key(connection, side, number), key -> new Summary());
    }

    /** Collects the rows that have a value in {@link #present}. */
    private int compact(int[] order, int from, int to, ColumnBuffer column) {
        if (present.length < to - from) {
            present = new int[to - from];
        }
        int count = 0;
        for (int i = from; i < to; i++) {
            if (!column.isAbsent(order[i])) {
                present[count++] = order[i];
            }
        }
        return count;
    }

    boolean isFull() {
        return summaries.size() >= FULL;
    }

    /** Moves everything into rows of {@link #PARTS}. */
    Rows drain() {
        Rows rows = new Rows(PARTS, summaries.size());
        summaries.forEach((key, summary) -> {
            int row = rows.add(key.connection(), key.side(), summary.firstNs);
            rows.set(row, 0, key.number());
            rows.set(row, 1, summary.count);
            rows.set(row, 2, summary.lastNs);
            rows.set(row, 3, summary.min);
            rows.set(row, 4, summary.max);
        });
        summaries.clear();
        return rows;
    }
}
