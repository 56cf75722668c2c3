package io.tcbee.trace;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * All events of a file in order of time; of equal times the lower CPU first, then as in the file.
 *
 * <p>Every chunk is a run in order of time, and waits until the walk reaches its least time: so at
 * most one chunk per CPU is open as a rule, and chunks of one CPU that overlap cost nothing but one
 * more run. The open runs are a binary heap; its root is the current event. {@code limit} is the
 * time up to which the root needs no comparison.
 */
final class MergedEvents implements EventCursor {
    private static final int FIRST_CAPACITY = 8;

    private final TraceFile file;
    private final int[] rows;
    private final int[] leastLengths;
    private EventRun[] heap = new EventRun[FIRST_CAPACITY];
    private int size;
    private int nextRow;
    private EventRun current;
    private long limit;

    /**
     * @param rows the chunks of events in order of their least time, then position
     */
    MergedEvents(TraceFile file, int[] rows, int[] leastLengths) {
        this.file = file;
        this.rows = rows;
        this.leastLengths = leastLengths;
    }

    @Override
    public boolean next() {
        EventRun run = current;
        if (run != null && run.advance()) {
            return run.timeNs < limit || settle();
        }
        if (run != null) {
            heap[0] = heap[--size];
            heap[size] = null;
        }
        return settle();
    }

    /** Makes the heap one again, whose root has changed, and opens the chunks that are due. */
    private boolean settle() {
        siftDown();
        ChunkIndex index = file.index();
        while (nextRow < rows.length
                && (size == 0 || index.minTimeNs(rows[nextRow]) <= heap[0].timeNs)) {
            open(rows[nextRow++]);
        }
        current = heap[0];
        limit = nextRow < rows.length ? index.minTimeNs(rows[nextRow]) : Long.MAX_VALUE;
        for (int child = 1; child <= 2 && child < size; child++) {
            limit = Math.min(limit, heap[child].timeNs);
        }
        return current != null;
    }

    private void open(int row) {
        if (!file.usable(row)) {
            return;
        }
        EventRun run = new EventRun(file, file.index().position(row), leastLengths);
        if (!run.advance()) {
            return;
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int hole = size++;
        while (hole > 0 && before(run, heap[(hole - 1) / 2])) {
            heap[hole] = heap[(hole - 1) / 2];
            hole = (hole - 1) / 2;
        }
        heap[hole] = run;
    }

    private void siftDown() {
        if (size < 2) {
            return;
        }
        EventRun run = heap[0];
        int hole = 0;
        while (true) {
            int child = 2 * hole + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (child >= size || !before(heap[child], run)) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = run;
    }

    private static boolean before(EventRun a, EventRun b) {
        if (a.timeNs != b.timeNs) {
            return a.timeNs < b.timeNs;
        }
        return a.cpu != b.cpu ? a.cpu < b.cpu : a.at < b.at;
    }

    @Override
    public MemorySegment segment() {
        return file.bytes();
    }

    @Override
    public long at() {
        return current.at;
    }

    @Override
    public int type() {
        return current.type;
    }

    @Override
    public long timeNs() {
        return current.timeNs;
    }
}
