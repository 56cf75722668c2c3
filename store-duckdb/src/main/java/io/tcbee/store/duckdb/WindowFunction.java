package io.tcbee.store.duckdb;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
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
 * The table function {@code tcbee_window(number)}: the rows of a window, as DuckDB reads them.
 *
 * <p>DuckDB calls it from its own threads; each takes slices of {@link Window#SLICE} rows.
 */
final class WindowFunction
        implements DuckDBTableFunction<Window, WindowFunction.Slices, WindowFunction.Slice> {
    static final String NAME = "tcbee_window";

    private final Map<Integer, Window> windows = new HashMap<>();
    private int last;

    /** What is left to hand out. */
    static final class Slices {
        private final Window window;
        private final List<ColumnBuffer> columns;
        private final AtomicInteger next = new AtomicInteger();

        private Slices(Window window) {
            this.window = window;
            this.columns = window.allColumns();
        }

        /**
         * Where slice {@code number} begins; rows of one time stay in one slice, and so in order.
         */
        private int start(int number) {
            int size = window.size();
            long at = (long) number * Window.SLICE;
            if (at == 0 || at >= size) {
                return (int) Math.min(at, size);
            }
            int start = (int) at;
            int[] order = window.order();
            while (start < size && window.timeNs(order[start]) == window.timeNs(order[start - 1])) {
                start++;
            }
            return start;
        }
    }

    /** What one thread has in hand. */
    static final class Slice {
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
     * Makes a window readable, whenever it is sorted, until {@link #withdraw}.
     *
     * @return the number to call the function with
     */
    synchronized int offer(Window window) {
        windows.put(++last, window);
        return last;
    }

    synchronized void withdraw(int number) {
        windows.remove(number);
    }

    private synchronized Window window(int number) {
        return windows.get(number);
    }

    @Override
    public Window bind(DuckDBTableFunctionBindInfo info) {
        Window window;
        try (DuckDBValue number = info.getParameter(0)) {
            window = window(number.getInt());
        }
        for (ColumnBuffer column : window.allColumns()) {
            info.addResultColumn(column.name(), ColumnBuffer.columnType(column.type()));
        }
        info.setCardinality(window.size(), true);
        return window;
    }

    @Override
    public Slices init(DuckDBTableFunctionInitInfo info) {
        Slices slices = new Slices(info.getBindData());
        info.setMaxThreads(Math.max(1, Math.ceilDiv(slices.window.size(), Window.SLICE)));
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
        int size = slices.window.size();
        while (slice.at == slice.end) {
            int number = slices.next.getAndIncrement();
            if ((long) number * Window.SLICE >= size) {
                return 0;
            }
            slice.at = slices.start(number);
            slice.end = slices.start(number + 1);
        }
        int n = (int) Math.min(chunk.capacity(), slice.end - slice.at);
        for (int c = 0; c < slices.columns.size(); c++) {
            slices.columns.get(c).gather(slices.window.order(), slice.at, n, chunk.vector(c));
        }
        slice.at += n;
        return n;
    }
}
