package io.tcbee.store.duckdb;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBValue;

/**
 * The table function {@code tcbee_window(number)}: the rows of a batch, as DuckDB reads them.
 *
 * <p>DuckDB calls it from its own threads; each takes slices of {@link Window#SLICE} rows.
 */
final class WindowFunction
        implements DuckDBTableFunction<Batch, WindowFunction.Slices, WindowFunction.Slice> {
    static final String NAME = "tcbee_window";

    private final Map<Integer, Batch> batches = new HashMap<>();
    private int last;

    /** What is left to hand out. */
    static final class Slices {
        private final Batch batch;
        private final AtomicInteger next = new AtomicInteger();

        private Slices(Batch batch) {
            this.batch = batch;
        }

        /** Where slice {@code number} begins; rows that tie stay in one slice, and so in order. */
        private int start(int number) {
            int size = batch.size();
            long at = (long) number * Window.SLICE;
            if (at == 0 || at >= size) {
                return (int) Math.min(at, size);
            }
            int start = (int) at;
            while (start < size && batch.ties(start)) {
                start++;
            }
            return start;
        }
    }

    /** What one thread has in hand. */
    static final class Slice {
        private Batch.Feed feed;
        private int at;
        private int end;
    }

    void register(DuckDBConnection connection) throws SQLException {
        try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
            var _ =
                    builder.withName(NAME)
                            .withParameter(Integer.class)
                            .withFunction(this)
                            .register(connection);
        }
    }

    /**
     * Makes a batch readable, whenever it is sorted, until {@link #withdraw}.
     *
     * @return the number to call the function with
     */
    synchronized int offer(Batch batch) {
        batches.put(++last, batch);
        return last;
    }

    synchronized void withdraw(int number) {
        batches.remove(number);
    }

    private synchronized Batch batch(int number) {
        return batches.get(number);
    }

    @Override
    public Batch bind(DuckDBTableFunctionBindInfo info) {
        Batch batch;
        try (DuckDBValue number = info.getParameter(0)) {
            batch = batch(number.getInt());
        }
        for (Batch.Place column : batch.places()) {
            info.addResultColumn(column.name(), ColumnBuffer.columnType(column.type()));
        }
        info.setCardinality(batch.size(), true);
        return batch;
    }

    @Override
    public Slices init(DuckDBTableFunctionInitInfo info) {
        Slices slices = new Slices(info.getBindData());
        info.setMaxThreads(Math.max(1, Math.ceilDiv(slices.batch.size(), Window.SLICE)));
        return slices;
    }

    @Override
    public Slice localInit(DuckDBTableFunctionInitInfo info) {
        return new Slice();
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) {
        Slices slices = info.getInitData();
        Slice slice = info.getLocalInitData();
        int size = slices.batch.size();
        while (slice.at == slice.end) {
            int number = slices.next.getAndIncrement();
            if ((long) number * Window.SLICE >= size) {
                return 0;
            }
            slice.at = slices.start(number);
            slice.end = slices.start(number + 1);
        }
        int n = (int) Math.min(chunk.capacity(), slice.end - slice.at);
        if (slice.feed == null) {
            slice.feed = slices.batch.feed();
        }
        slice.feed.write(slice.at, n, chunk);
        slice.at += n;
        return n;
    }
}
