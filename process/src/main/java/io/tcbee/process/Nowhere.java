package io.tcbee.process;

import io.tcbee.model.Series;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.SortedRows;
import java.util.List;

/** Forgets everything, for a pass of which only something else is wanted. */
class Nowhere implements FlowWriter {
    private long last;

    @Override
    public long connection() {
        return ++last;
    }

    @Override
    public void append(Rows rows) {}

    @Override
    public void append(SortedRows rows) {
        rows.release();
    }

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
