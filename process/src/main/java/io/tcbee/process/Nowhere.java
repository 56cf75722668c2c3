package io.tcbee.process;

import io.tcbee.model.Series;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import java.util.List;

/** Forgets everything, for a pass of which only the packets are wanted. */
final class Nowhere implements FlowWriter {
    private long last;

    @Override
    public long connection() {
        return ++last;
    }

    @Override
    public void append(Rows rows) {}

    @Override
    public void define(Series series) {}

    @Override
    public void append(SeriesKey key, long[] timesNs, double[] values, int from, int to) {}

    @Override
    public void append(ConnectionRow connection) {}

    @Override
    public void append(List<Loss> losses) {}

    @Override
    public void commit(Run run) {}

    @Override
    public void close() {}
}
