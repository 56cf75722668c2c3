package io.tcbee.store.duckdb;

import io.tcbee.store.Points;
import io.tcbee.store.Reduction;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A series that is too long to be kept, as nodes of some 32 points, each with its first, least,
 * greatest and last one; and the same once more with nodes of some 256.
 *
 * <p>A range of few points is read exactly. Where there are more, a node that lies across the
 * border of two of the plot's parts tells its four points to the part in which each lies: so a
 * part's first and last point may be up to a node off, which is less than a quarter of a part (of
 * plots of up to 7800 parts; of more, a greater part of it).
 */
final class Overview {
    private static final int FINE = 32;
    private static final int COARSE = 256;

    /** At least so many points are read exactly. */
    static final long EXACT = 100_000;

    /** More than these are not, unless each of them is asked for. */
    private static final long MOST_EXACT = 1_000_000;

    /** Of more points than these the coarse nodes tell enough. */
    private static final long MANY = 2_000_000;

    /** Points of a node; more if they are of one time. */
    private final int most;

    private final Overview coarse;
    private long[] firstNs = new long[256];
    private long[] leastNs = new long[256];
    private long[] greatestNs = new long[256];
    private long[] lastNs = new long[256];
    private double[] first = new double[256];
    private double[] least = new double[256];
    private double[] greatest = new double[256];
    private double[] last = new double[256];
    private int[] leastAt = new int[256];
    private int[] greatestAt = new int[256];
    private int[] counts = new int[256];
    private int[] order = {};
    private long[] before = {}; // points of all nodes before each, in order
    private int size;

    Overview() {
        this(FINE, new Overview(COARSE, null));
    }

    private Overview(int most, Overview coarse) {
        this.most = most;
        this.coarse = coarse;
    }

    /** Reads points of the series whose times are in [fromNs, toNs], in order of time. */
    interface Source {
        Loaded read(long fromNs, long toNs) throws SQLException;
    }

    /**
     * Adds the first {@code n} points, a part as the file has it. Parts may come in any order, so
     * no node reaches from one into the next: another may belong between them.
     */
    void add(long[] times, double[] values, int n) {
        if (coarse != null) {
            coarse.add(times, values, n);
        }
        for (int i = 0; i < n; i++) {
            int node = size - 1;
            boolean begin =
                    node < 0
                            || times[i] < lastNs[node]
                            || ((i == 0 || counts[node] >= most) && times[i] != lastNs[node]);
            if (begin) {
                begin(times[i], values[i]);
            } else {
                append(node, times[i], values[i]);
            }
        }
    }

    private void append(int node, long timeNs, double value) {
        if (value < least[node]) {
            least[node] = value;
            leastNs[node] = timeNs;
            leastAt[node] = counts[node];
        }
        if (value > greatest[node]) {
            greatest[node] = value;
            greatestNs[node] = timeNs;
            greatestAt[node] = counts[node];
        }
        last[node] = value;
        lastNs[node] = timeNs;
        counts[node]++;
    }

    private void begin(long timeNs, double value) {
        if (size == counts.length) {
            grow(2 * size);
        }
        firstNs[size] = leastNs[size] = greatestNs[size] = lastNs[size] = timeNs;
        first[size] = least[size] = greatest[size] = last[size] = value;
        leastAt[size] = greatestAt[size] = 0;
        counts[size++] = 1;
    }

    private void grow(int capacity) {
        firstNs = Arrays.copyOf(firstNs, capacity);
        leastNs = Arrays.copyOf(leastNs, capacity);
        greatestNs = Arrays.copyOf(greatestNs, capacity);
        lastNs = Arrays.copyOf(lastNs, capacity);
        first = Arrays.copyOf(first, capacity);
        least = Arrays.copyOf(least, capacity);
        greatest = Arrays.copyOf(greatest, capacity);
        last = Arrays.copyOf(last, capacity);
        leastAt = Arrays.copyOf(leastAt, capacity);
        greatestAt = Arrays.copyOf(greatestAt, capacity);
        counts = Arrays.copyOf(counts, capacity);
    }

    /**
     * Ends the adding.
     *
     * @return false if the parts of the file overlap in time: then this is of no use
     */
    boolean finish() {
        grow(size); // or shrink: it is kept for long
        order =
                IntStream.range(0, size)
                        .boxed()
                        .sorted(Comparator.comparingLong(node -> firstNs[node]))
                        .mapToInt(node -> node)
                        .toArray();
        before = new long[size + 1];
        for (int i = 0; i < size; i++) {
            before[i + 1] = before[i] + counts[order[i]];
            if (i > 0 && firstNs[order[i]] <= lastNs[order[i - 1]]) {
                return false;
            }
        }
        return coarse == null || coarse.finish();
    }

    /** What it holds in memory, in points of 16 bytes. */
    int weight() {
        return 6 * counts.length + (coarse == null ? 0 : coarse.weight());
    }

    /** As {@link io.tcbee.store.FlowStore#read}. */
    Points read(long fromNs, long toNs, int columns, Source source) throws SQLException {
        int from = firstEndingAtOrAfter(fromNs);
        int end = from; // past the last node that does not begin after the range
        if (toNs >= fromNs) {
            end = firstEndingAtOrAfter(toNs);
            end += end < size && firstNs[order[end]] <= toNs ? 1 : 0;
        }
        long count = before[end] - before[from];
        if (coarse != null && count > Math.max(MANY, 4L * COARSE * columns)) {
            return coarse.read(fromNs, toNs, columns, source);
        }
        if (count <= exact(columns)) {
            long low = from == 0 ? fromNs : lastNs[order[from - 1]];
            long high = end == size ? toNs : firstNs[order[end]];
            Loaded all = source.read(low, high);
            return Reduction.of(all.times(), all.values(), all.size(), fromNs, toNs, columns);
        }
        return reduce(new Reduction(fromNs, toNs, columns), from, end, fromNs, toNs, source);
    }

    /**
     * So many points are read exactly: all that are asked for, and those that a node is too coarse
     * for.
     */
    private static long exact(int columns) {
        long fine = Math.min(MOST_EXACT, 4L * FINE * columns);
        return Math.max(EXACT, Math.max(fine, 4L * columns));
    }

    private int firstEndingAtOrAfter(long timeNs) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lastNs[order[middle]] < timeNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Points reduce(
            Reduction reduction, int from, int end, long fromNs, long toNs, Source source)
            throws SQLException {
        long left = 0; // points in the range that the reduction does not see
        if (from > 0) {
            reduction.add(lastNs[order[from - 1]], last[order[from - 1]]);
        }
        for (int i = from; i < end; i++) {
            int node = order[i];
            if (firstNs[node] >= fromNs && lastNs[node] <= toNs) {
                left += counts[node] - tell(node, reduction);
            } else {
                Loaded part = source.read(firstNs[node], lastNs[node]);
                reduction.add(part.times(), part.values(), 0, part.size());
            }
        }
        if (end < size) {
            reduction.add(firstNs[order[end]], first[order[end]]);
        }
        Points points = reduction.points();
        return new Points(points.timesNs(), points.values(), points.total() + left);
    }

    /** Tells the node's points, in order of time, each once; how many they are. */
    private int tell(int node, Reduction reduction) {
        int told = 1;
        int end = counts[node] - 1;
        reduction.add(firstNs[node], first[node]);
        boolean leastFirst = leastAt[node] < greatestAt[node];
        for (boolean low : new boolean[] {leastFirst, !leastFirst}) {
            int at = low ? leastAt[node] : greatestAt[node];
            if (at != 0 && at != end) {
                reduction.add(
                        low ? leastNs[node] : greatestNs[node], low ? least[node] : greatest[node]);
                told++;
            }
        }
        if (end > 0) {
            reduction.add(lastNs[node], last[node]);
            told++;
        }
        return told;
    }
}
