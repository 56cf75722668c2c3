package io.tcbee.store;

/** Takes the points of a series, some thousands at a time. */
@FunctionalInterface
public interface PointSink {
    /**
     * Takes the first {@code size} points of two arrays that are used again afterwards.
     *
     * @param timesNs never decreasing, from call to call neither
     */
    void add(long[] timesNs, double[] values, int size);
}
