package io.tcbee.process;

import io.tcbee.store.FlowWriter;
import io.tcbee.store.Table;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * Collects the rows of one wide table in a window, and hands them over by connection, side and time
 * when it is full. Two windows: one is filled while the store reads the other.
 */
final class TableWriter<W extends TableWindow> {
    private static final int WINDOWS = 2;

    private final FlowWriter writer;
    private final Supplier<W> maker;
    private final BlockingQueue<TableWindow> free = new ArrayBlockingQueue<>(WINDOWS);
    private final Class<W> type;
    private W window;
    private int made = 1;
    private long written;

    TableWriter(FlowWriter writer, Class<W> type, Supplier<W> maker) {
        this.writer = writer;
        this.type = type;
        this.maker = maker;
        window = maker.get();
    }

    Table table() {
        return window.table();
    }

    /** The one to fill. */
    W window() {
        return window;
    }

    /** Rows handed over so far. */
    long written() {
        return written;
    }

    /**
     * Hands the rows over.
     *
     * @param ids the store's id of each connection
     */
    void flush(long[] ids) {
        if (window.size() == 0) {
            return;
        }
        window.sort(ids);
        written += window.size();
        window.releaseTo(free);
        writer.append(window);
        window = next();
        window.clear();
    }

    private W next() {
        TableWindow ready = free.poll();
        if (ready != null) {
            return type.cast(ready);
        }
        if (made < WINDOWS) {
            made++;
            return maker.get();
        }
        try {
            return type.cast(free.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessException("process: interrupted");
        }
    }
}
