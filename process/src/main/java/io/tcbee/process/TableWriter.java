package io.tcbee.process;

import io.tcbee.store.FlowWriter;
import io.tcbee.store.Rows;
import io.tcbee.store.Table;

/**
 * Collects the rows of one wide table in a window, and appends them by connection and time when it
 * is full.
 */
abstract class TableWriter {
    /** Rows that go to the store at once. */
    private static final int CHUNK = 61_440;

    private final Table table;
    private final int windowRows;
    private final FlowWriter writer;
    private final ConnectionIds ids;
    final Order order = new Order();
    private Rows rows;
    private long written;

    TableWriter(Table table, int windowRows, FlowWriter writer, ConnectionIds ids) {
        this.table = table;
        this.windowRows = windowRows;
        this.writer = writer;
        this.ids = ids;
    }

    /** The ids that the store gave. */
    @FunctionalInterface
    interface ConnectionIds {
        long of(int connection);
    }

    Table table() {
        return table;
    }

    /** Rows appended so far. */
    long written() {
        return written;
    }

    void flushIfFull() {
        if (order.size() >= windowRows) {
            flush();
        }
    }

    void flush() {
        if (order.size() == 0) {
            return;
        }
        if (rows == null) {
            rows = new Rows(table, Math.min(order.size(), CHUNK));
        }
        int[] sorted = order.sorted();
        for (int from = 0; from < order.size(); from += CHUNK) {
            int to = Math.min(order.size(), from + CHUNK);
            rows.clear();
            for (int i = from; i < to; i++) {
                int row = sorted[i];
                rows.add(ids.of(order.connection(row)), order.side(row), order.timeNs(row));
            }
            for (int column = 0; column < table.columns().size(); column++) {
                copy(column, sorted, from, to, rows.values(column));
            }
            writer.append(rows);
        }
        written += order.size();
        order.clear();
        cleared();
    }

    /** Writes {@code column} of the rows {@code sorted[from..to)} to {@code target[0..)}. */
    abstract void copy(int column, int[] sorted, int from, int to, long[] target);

    /** The window is empty again. */
    void cleared() {}
}
