package io.tcbee.metric;

import io.tcbee.model.Side;

/** Takes what a metric computes of one connection. */
public interface Sink {

    /**
     * Adds a point of a series.
     *
     * @param side whose data it is about
     * @param timeNs ns since the start of the run, never decreasing per output and side
     */
    void point(Output output, Side side, long timeNs, double value);

    /**
     * Sets an attribute of the connection; the last value holds.
     *
     * @param side whose data it is about; null if it is about neither alone
     */
    void attribute(Output output, Side side, double value);
}
