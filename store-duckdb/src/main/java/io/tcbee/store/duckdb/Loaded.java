package io.tcbee.store.duckdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Points of one series in order of time: the first {@code size} of both arrays. */
record Loaded(long[] times, double[] values, int size) {

    /** Points, as many as come. */
    static final class Builder {
        private long[] times = new long[4096];
        private double[] values = new double[4096];
        private int size;

        void add(long[] chunkTimes, double[] chunkValues, int n) {
            if (size + n > times.length) {
                times = Arrays.copyOf(times, Math.max(size + n, 2 * size));
                values = Arrays.copyOf(values, times.length);
            }
            System.arraycopy(chunkTimes, 0, times, size, n);
            System.arraycopy(chunkValues, 0, values, size, n);
            size += n;
        }

        Loaded sorted() {
            return Loaded.sorted(times, values, size);
        }
    }

    /**
     * By time; equal times keep their order.
     *
     * <p>The file has a series in few parts, each in order and of a time of its own, as a rule.
     */
    static Loaded sorted(long[] times, double[] values, int size) {
        List<int[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= size; i++) {
            if (i == size || times[i] < times[i - 1]) {
                parts.add(new int[] {start, i});
                start = i;
            }
        }
        if (parts.size() <= 1) {
            return new Loaded(times, values, size);
        }
        parts.sort(Comparator.comparingLong(part -> times[part[0]]));
        long[] sortedTimes = new long[size];
        double[] sortedValues = new double[size];
        int done = 0;
        for (int[] part : parts) {
            if (done > 0 && times[part[0]] < sortedTimes[done - 1]) {
                return sortedOneByOne(times, values, size);
            }
            System.arraycopy(times, part[0], sortedTimes, done, part[1] - part[0]);
            System.arraycopy(values, part[0], sortedValues, done, part[1] - part[0]);
            done += part[1] - part[0];
        }
        return new Loaded(sortedTimes, sortedValues, size);
    }

    private static Loaded sortedOneByOne(long[] times, double[] values, int size) {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(times[a], times[b]));
        long[] sortedTimes = new long[size];
        double[] sortedValues = new double[size];
        for (int i = 0; i < size; i++) {
            sortedTimes[i] = times[order[i]];
            sortedValues[i] = values[order[i]];
        }
        return new Loaded(sortedTimes, sortedValues, size);
    }
}
