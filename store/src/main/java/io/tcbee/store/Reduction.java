package io.tcbee.store;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The rule of {@link FlowStore#read}: what a plot keeps of a series.
 *
 * <p>The range [from, to] is cut into {@code columns} equal parts; a time {@code t} lies in part
 * {@code (t - from) * columns / (to - from + 1)}, rounded down. If more than {@code 4 * columns}
 * points lie in the range, each part keeps its first, least, greatest and last point; of equal
 * values the earliest counts as the least or the greatest, so the result is one and the same for
 * every backend. A line drawn through them covers the same pixels as one through all points (M4:
 * Jugel et al., VLDB 2014).
 *
 * <p>Give it the points in order of time, from the last one before the range to the first one after
 * it; more on either side do no harm. One thread.
 */
public final class Reduction {
    private final long fromNs;
    private final long toNs;
    private final int columns;

    private final long[] times;
    private final double[] values;
    private int kept;

    private final long[] rawTimes;
    private final double[] rawValues;
    private long inside;

    private boolean before;
    private long beforeTime;
    private double beforeValue;
    private boolean after;
    private long afterTime;
    private double afterValue;

    private boolean open;
    private long lastTimeOfPart;
    private long firstAt;
    private long firstTime;
    private double firstValue;
    private long leastAt;
    private long leastTime;
    private double leastValue;
    private long greatestAt;
    private long greatestTime;
    private double greatestValue;
    private long lastTime;
    private double lastValue;

    /**
     * @param columns 1 and up
     */
    public Reduction(long fromNs, long toNs, int columns) {
        if (columns < 1) {
            throw new IllegalArgumentException(
                    "a plot has at least one column: columns=" + columns);
        }
        if (toNs < fromNs) {
            throw new IllegalArgumentException("a range ends before it begins: toNs=" + toNs);
        }
        this.fromNs = fromNs;
        this.toNs = toNs;
        this.columns = columns;
        int most = Math.multiplyExact(4, columns);
        times = new long[most];
        values = new double[most];
        rawTimes = new long[most];
        rawValues = new double[most];
    }

    /**
     * What is kept of the first {@code size} points of two arrays.
     *
     * @param timesNs never decreasing
     */
    public static Points of(
            long[] timesNs, double[] values, int size, long fromNs, long toNs, int columns) {
        Reduction reduction = new Reduction(fromNs, toNs, columns);
        int first = lowerBound(timesNs, size, fromNs);
        int end = toNs == Long.MAX_VALUE ? size : lowerBound(timesNs, size, toNs + 1);
        reduction.add(timesNs, values, Math.max(0, first - 1), Math.min(size, end + 1));
        return reduction.points();
    }

    /** Adds points {@code from} to {@code to} - 1 of two arrays. */
    public void add(long[] timesNs, double[] points, int from, int to) {
        for (int i = from; i < to; i++) {
            add(timesNs[i], points[i]);
        }
    }

    /** Adds one point, not earlier than the one before. */
    public void add(long timeNs, double value) {
        if (timeNs < fromNs) {
            before = true;
            beforeTime = timeNs;
            beforeValue = value;
        } else if (timeNs <= toNs) {
            inside(timeNs, value);
        } else if (!after) {
            after = true;
            afterTime = timeNs;
            afterValue = value;
        }
    }

    /** What is kept, with the nearest point on either side of the range. */
    public Points points() {
        boolean whole = inside <= rawTimes.length;
        if (!whole) {
            closePart();
            open = false;
        }
        int size = whole ? (int) inside : kept;
        int shift = before ? 1 : 0;
        int all = size + shift + (after ? 1 : 0);
        long[] resultTimes = new long[all];
        double[] resultValues = new double[all];
        System.arraycopy(whole ? rawTimes : times, 0, resultTimes, shift, size);
        System.arraycopy(whole ? rawValues : values, 0, resultValues, shift, size);
        if (before) {
            resultTimes[0] = beforeTime;
            resultValues[0] = beforeValue;
        }
        if (after) {
            resultTimes[all - 1] = afterTime;
            resultValues[all - 1] = afterValue;
        }
        return new Points(resultTimes, resultValues, inside + all - size);
    }

    private void inside(long timeNs, double value) {
        if (inside < rawTimes.length) {
            rawTimes[(int) inside] = timeNs;
            rawValues[(int) inside] = value;
        }
        if (!open || timeNs > lastTimeOfPart) {
            closePart();
            openPart(timeNs, value);
        } else {
            if (value < leastValue) {
                leastAt = inside;
                leastTime = timeNs;
                leastValue = value;
            }
            if (value > greatestValue) {
                greatestAt = inside;
                greatestTime = timeNs;
                greatestValue = value;
            }
        }
        lastTime = timeNs;
        lastValue = value;
        inside++;
    }

    private void openPart(long timeNs, double value) {
        open = true;
        lastTimeOfPart = lastTimeOfPart(timeNs);
        firstAt = leastAt = greatestAt = inside;
        firstTime = leastTime = greatestTime = timeNs;
        firstValue = leastValue = greatestValue = value;
    }

    /** Keeps the four points of the part, in order of time, each once. */
    private void closePart() {
        if (!open) {
            return;
        }
        long lastAt = inside - 1;
        keep(firstTime, firstValue);
        boolean leastFirst = leastAt < greatestAt;
        keepBetween(leastFirst, lastAt);
        keepBetween(!leastFirst, lastAt);
        if (lastAt != firstAt) {
            keep(lastTime, lastValue);
        }
    }

    private void keepBetween(boolean least, long lastAt) {
        long at = least ? leastAt : greatestAt;
        if (at != firstAt && at != lastAt) {
            keep(least ? leastTime : greatestTime, least ? leastValue : greatestValue);
        }
    }

    private void keep(long timeNs, double value) {
        times[kept] = timeNs;
        values[kept] = value;
        kept++;
    }

    /** The last time that lies in the same part as {@code timeNs}. */
    private long lastTimeOfPart(long timeNs) {
        long last = toNs - fromNs;
        if (last >= 0 && last < Long.MAX_VALUE / columns - 1) {
            long span = last + 1;
            long part = (timeNs - fromNs) * columns / span;
            return fromNs + ((part + 1) * span - 1) / columns;
        }
        BigInteger from = BigInteger.valueOf(fromNs);
        BigInteger span = BigInteger.valueOf(toNs).subtract(from).add(BigInteger.ONE);
        BigInteger count = BigInteger.valueOf(columns);
        BigInteger part = BigInteger.valueOf(timeNs).subtract(from).multiply(count).divide(span);
        BigInteger end = part.add(BigInteger.ONE).multiply(span).subtract(BigInteger.ONE);
        return end.divide(count).add(from).longValueExact();
    }

    private static int lowerBound(long[] timesNs, int size, long timeNs) {
        int at = Arrays.binarySearch(timesNs, 0, size, timeNs);
        if (at < 0) {
            return -at - 1;
        }
        // Equal times are rare, but all of them belong on the same side of the bound.
        while (at > 0 && timesNs[at - 1] == timeNs) {
            at--;
        }
        return at;
    }
}
