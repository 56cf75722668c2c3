package io.tcbee.store.backend;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Count, first, last, least and greatest of every series of one table, collected while rows pass.
 *
 * <p>A group is what rows of one connection and side have in common; it has one series for each of
 * {@code columns} columns. One thread.
 */
public final class SeriesTotals {
    /** Groups at which {@link #isFull} says so: with 30 columns some 25 MB. */
    private static final int FULL = 20_000;

    private final int columns;
    private final Map<Long, Group> groups = new HashMap<>();
    private Group last;

    public SeriesTotals(int columns) {
        this.columns = columns;
    }

    /** The series of one group. */
    public static final class Group {
        private final long key;
        private final long[] counts;
        private final long[] firsts;
        private final long[] lasts;
        private final double[] least;
        private final double[] greatest;

        private Group(long key, int columns) {
            this.key = key;
            counts = new long[columns];
            firsts = new long[columns];
            lasts = new long[columns];
            least = new double[columns];
            greatest = new double[columns];
            Arrays.fill(firsts, Long.MAX_VALUE);
            Arrays.fill(lasts, Long.MIN_VALUE);
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        }

        public void add(int column, long timeNs, double value) {
            counts[column]++;
            firsts[column] = Math.min(firsts[column], timeNs);
            lasts[column] = Math.max(lasts[column], timeNs);
            least[column] = Math.min(least[column], value);
            greatest[column] = Math.max(greatest[column], value);
        }

        /** Points so far; the other values mean something if there are any. */
        public long count(int column) {
            return counts[column];
        }

        public long firstNs(int column) {
            return firsts[column];
        }

        public long lastNs(int column) {
            return lasts[column];
        }

        public double least(int column) {
            return least[column];
        }

        public double greatest(int column) {
            return greatest[column];
        }
    }

    /** Takes the totals of one series. */
    public interface Sink<X extends Exception> {
        void total(
                long key,
                int column,
                long count,
                long firstNs,
                long lastNs,
                double least,
                double greatest)
                throws X;
    }

    /** The group of that key, made on its first use. */
    public Group group(long key) {
        if (last == null || last.key != key) {
            last = groups.computeIfAbsent(key, k -> new Group(k, columns));
        }
        return last;
    }

    /** Whether it is time to {@link #drain}; a series is then told in several parts. */
    public boolean isFull() {
        return groups.size() >= FULL;
    }

    /** Hands over the series that have points, and forgets all. */
    public <X extends Exception> void drain(Sink<X> sink) throws X {
        for (Group group : groups.values()) {
            for (int c = 0; c < columns; c++) {
                if (group.counts[c] > 0) {
                    sink.total(
                            group.key,
                            c,
                            group.counts[c],
                            group.firsts[c],
                            group.lasts[c],
                            group.least[c],
                            group.greatest[c]);
                }
            }
        }
        groups.clear();
        last = null;
    }
}
