package io.tcbee.web.internal;

import io.tcbee.store.FlowStore;
import io.tcbee.store.PointSink;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import java.util.Arrays;

/** Every value of a series in a range: exact, whatever the page draws of it. */
final class Sample implements PointSink {
    private static final double NS_PER_SECOND = 1e9;

    /** A share such as 3 / 7 of 7 values is the third, though it may come out a little above 3. */
    private static final double ROUNDING = 1e-6;

    private final double[] values;
    private int count;
    private double sum;
    private double first = Double.NaN;
    private double last = Double.NaN;

    // Least squares about the first point, so that sums of squares stay exact enough.
    private long origin;
    private double meanTime;
    private double meanValue;
    private double timeSquares;
    private double products;

    private Sample(int capacity) {
        values = new double[capacity];
    }

    /** Reads it; values are in rising order afterwards. */
    static Sample of(FlowStore store, SeriesKey key, long fromNs, long toNs) {
        long capacity = store.series(key).map(SeriesInfo::count).orElse(0L);
        Sample sample = new Sample(Math.toIntExact(capacity));
        store.points(key, fromNs, toNs, sample);
        Arrays.sort(sample.values, 0, sample.count);
        return sample;
    }

    @Override
    public void add(long[] timesNs, double[] added, int n) {
        for (int i = 0; i < n && count < values.length; i++) {
            add(timesNs[i], added[i]);
        }
    }

    private void add(long timeNs, double value) {
        if (count == 0) {
            first = value;
            origin = timeNs;
        }
        last = value;
        values[count++] = value;
        sum += value;
        double time = (timeNs - origin) / NS_PER_SECOND;
        double fromMean = time - meanTime;
        meanTime += fromMean / count;
        meanValue += (value - meanValue) / count;
        timeSquares += fromMean * (time - meanTime);
        products += fromMean * (value - meanValue);
    }

    int count() {
        return count;
    }

    double first() {
        return first;
    }

    double last() {
        return last;
    }

    double min() {
        return count == 0 ? Double.NaN : values[0];
    }

    double max() {
        return count == 0 ? Double.NaN : values[count - 1];
    }

    double mean() {
        return sum / count;
    }

    /** Of the line of least squares, per second; NaN if all points are of one time. */
    double slope() {
        return products / timeSquares;
    }

    /**
     * The least value that so large a share of all values does not exceed (nearest rank).
     *
     * @param share 0 to 1
     */
    double quantile(double share) {
        return count == 0
                ? Double.NaN
                : values[Math.clamp((long) Math.ceil(share * count - ROUNDING) - 1, 0, count - 1)];
    }
}
