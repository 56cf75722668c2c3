package io.tcbee.tcp;

import java.util.Arrays;

/**
 * A set of bytes as disjoint ranges of relative sequence numbers, in order, each [start, end).
 *
 * <p>At most {@link #MAX_RANGES} are kept; a further one takes the place of the lowest. Empty sets
 * hold no arrays.
 */
public final class SequenceRanges {
    /** A bound on memory, not of TCP: 64 KiB per set. */
    public static final int MAX_RANGES = 4096;

    private static final long[] NONE = {};

    private long[] starts = NONE;
    private long[] ends = NONE;
    private int size;
    private long bytes;

    /** Adds [start, end) and returns how many of its bytes are new. */
    public long add(long start, long end) {
        if (end <= start) {
            return 0;
        }
        int first = firstEndingAtOrAfter(start);
        int last = first;
        long mergedStart = start;
        long mergedEnd = end;
        long present = 0;
        while (last < size && starts[last] <= end) {
            present += ends[last] - starts[last];
            mergedStart = Math.min(mergedStart, starts[last]);
            mergedEnd = Math.max(mergedEnd, ends[last]);
            last++;
        }
        replace(first, last, mergedStart, mergedEnd);
        long added = mergedEnd - mergedStart - present;
        bytes += added;
        return added;
    }

    /** How many bytes of [start, end) are in the set. */
    public long covered(long start, long end) {
        long covered = 0;
        for (int i = firstEndingAtOrAfter(start); i < size && starts[i] < end; i++) {
            covered += Math.max(0, Math.min(end, ends[i]) - Math.max(start, starts[i]));
        }
        return covered;
    }

    /** Drops all bytes below {@code sequence}. */
    public void dropBelow(long sequence) {
        int gone = 0;
        while (gone < size && ends[gone] <= sequence) {
            bytes -= ends[gone] - starts[gone];
            gone++;
        }
        if (gone > 0) {
            System.arraycopy(starts, gone, starts, 0, size - gone);
            System.arraycopy(ends, gone, ends, 0, size - gone);
            size -= gone;
        }
        if (size > 0 && starts[0] < sequence) {
            bytes -= sequence - starts[0];
            starts[0] = sequence;
        }
    }

    /** The end of the range that holds {@code sequence}, or {@code sequence} if none does. */
    public long endOfRangeAt(long sequence) {
        int i = firstEndingAtOrAfter(sequence);
        return i < size && starts[i] <= sequence ? ends[i] : sequence;
    }

    public void clear() {
        size = 0;
        bytes = 0;
    }

    /** Ranges. */
    public int size() {
        return size;
    }

    /** Bytes in all ranges. */
    public long bytes() {
        return bytes;
    }

    public long start(int range) {
        return starts[range];
    }

    public long end(int range) {
        return ends[range];
    }

    private int firstEndingAtOrAfter(long sequence) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void replace(int first, int last, long start, long end) {
        if (first == last) {
            insert(first, start, end);
            return;
        }
        starts[first] = start;
        ends[first] = end;
        int gone = last - first - 1;
        if (gone > 0) {
            System.arraycopy(starts, last, starts, first + 1, size - last);
            System.arraycopy(ends, last, ends, first + 1, size - last);
            size -= gone;
        }
    }

    private void insert(int at, long start, long end) {
        int position = at;
        if (size == MAX_RANGES) {
            dropBelow(ends[0]);
            position = Math.max(0, position - 1);
        }
        if (size == starts.length) {
            int capacity = Math.max(4, size * 2);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
        System.arraycopy(starts, position, starts, position + 1, size - position);
        System.arraycopy(ends, position, ends, position + 1, size - position);
        starts[position] = start;
        ends[position] = end;
        size++;
    }
}
