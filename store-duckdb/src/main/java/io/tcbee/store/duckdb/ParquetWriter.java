package io.tcbee.store.duckdb;

import io.tcbee.model.Series;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import java.nio.file.Path;
import java.util.List;

/** One run, written into a DuckDB file first and copied from there, table by table. */
final class ParquetWriter implements FlowWriter {
    private final FlowWriter staged;
    private final Publisher publisher;
    private final Runnable closed;
    private boolean open = true;

    /** Moves a complete run to its place. */
    interface Publisher {
        void publish(Run last);
    }

    ParquetWriter(FlowWriter staged, Publisher publisher, Runnable closed) {
        this.staged = staged;
        this.publisher = publisher;
        this.closed = closed;
    }

    @Override
    public long connection() {
        return staged.connection();
    }

    @Override
    public void append(Rows rows) {
        staged.append(rows);
    }

    @Override
    public void define(Series series) {
        staged.define(series);
    }

    @Override
    public void append(SeriesKey key, long[] timesNs, double[] values, int from, int to) {
        staged.append(key, timesNs, values, from, to);
    }

    @Override
    public void append(ConnectionRow connection) {
        staged.append(connection);
    }

    @Override
    public void append(List<Loss> losses) {
        staged.append(losses);
    }

    @Override
    public void commit(Run last) {
        staged.commit(last);
        publisher.publish(last);
        close();
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            staged.close();
            closed.run();
        }
    }

    /** The DuckDB file in which a run waits. */
    static Path staging(Path partial) {
        return partial.resolve("run.duckdb");
    }
}
