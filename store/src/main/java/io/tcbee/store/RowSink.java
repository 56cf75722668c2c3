package io.tcbee.store;

import io.tcbee.model.Side;

/** Takes rows of a wide table, one by one. */
public interface RowSink {
    /**
     * @param timeNs ns since the start of the run
     * @param values of the columns that were asked for; null is a value that was not there. Valid
     *     during the call only
     */
    void add(Side side, long timeNs, Number[] values);
}
