package io.tcbee.store;

import java.util.Arrays;

/** Keeps every point that it is given. One thread. */
public final class PointCollector implements PointSink {
    private long[] times = new long[1024];
    private double[] values = new double[1024];
    private int size;

    @Override
    public void add(long[] moreTimesNs, double[] moreValues, int n) {
        reserve(n);
        System.arraycopy(moreTimesNs, 0, times, size, n);
        System.arraycopy(moreValues, 0, values, size, n);
        size += n;
    }

    public void add(long timeNs, double value) {
        reserve(1);
        times[size] = timeNs;
        values[size++] = value;
    }

    /** What was given so far; none is left out. */
    public Points points() {
        return new Points(Arrays.copyOf(times, size), Arrays.copyOf(values, size), size);
    }

    private void reserve(int n) {
        int needed = Math.addExact(size, n);
        if (needed > times.length) {
            int capacity = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, size * 2L));
            times = Arrays.copyOf(times, capacity);
            values = Arrays.copyOf(values, capacity);
        }
    }
}
