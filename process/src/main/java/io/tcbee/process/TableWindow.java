package io.tcbee.process;

import io.tcbee.store.SortedRows;
import io.tcbee.store.Table;
import java.util.Queue;

/** Rows of one wide table: filled, sorted, read, and filled again. */
abstract class TableWindow implements SortedRows {
    /** Rows at which a window is full: two of DuckDB's row groups, one for each of two threads. */
    static final int FULL = 2 * 122_880;

    private final Table table;
    final Order order = new Order();
    private long[] ids = {};
    private Queue<TableWindow> free;

    TableWindow(Table table) {
        this.table = table;
    }

    @Override
    public final Table table() {
        return table;
    }

    @Override
    public final int size() {
        return order.size();
    }

    boolean isFull() {
        return order.size() >= FULL;
    }

    /**
     * Puts the rows in order.
     *
     * @param storeIds the store's id of each connection
     */
    final void sort(long[] storeIds) {
        int[] _ = order.sort();
        ids = storeIds;
    }

    /** Says where this goes when the store is done with it. */
    final void releaseTo(Queue<TableWindow> queue) {
        free = queue;
    }

    @Override
    public final boolean ties(int row) {
        int a = order.sorted()[row - 1];
        int b = order.sorted()[row];
        return order.timeNs(a) == order.timeNs(b)
                && order.connection(a) == order.connection(b)
                && order.side(a) == order.side(b);
    }

    @Override
    public final void release() {
        free.add(this);
    }

    /** It is empty again. */
    void clear() {
        order.clear();
    }

    /** What all readers do: rows in order, and who they belong to. */
    abstract class RowReader implements SortedRows.Reader {
        private final long[] connections = new long[STEP];
        private final byte[] sides = new byte[STEP];
        private final long[] times = new long[STEP];

        /** Rows of the window, and how many of them. */
        final int[] rows = new int[STEP];

        int count;

        @Override
        public void move(int from, int n) {
            count = n;
            System.arraycopy(order.sorted(), from, rows, 0, n);
            for (int i = 0; i < n; i++) {
                int row = rows[i];
                connections[i] = ids[order.connection(row)];
                sides[i] = (byte) order.side(row);
                times[i] = order.timeNs(row);
            }
        }

        @Override
        public final long[] connections() {
            return connections;
        }

        @Override
        public final byte[] sides() {
            return sides;
        }

        @Override
        public final long[] times() {
            return times;
        }
    }
}
