package io.tcbee.tcp;

import java.util.Arrays;

/**
 * The segments that one side has sent and the other has not yet acknowledged, in order of sequence,
 * each with its last transmission; the source of round-trip times.
 *
 * <p>Samples obey Karn's rule (RFC 6298, section 3: nothing of the segment was retransmitted), and
 * no segment below the sampled one was transmitted after it (else the sample is the repair time of
 * a hole). A ring that grows to {@link #MAX_SEGMENTS}; a segment beyond takes the place of the
 * oldest.
 */
final class Transmissions {
    /** A bound on memory: 2 MiB per direction, reached with 65536 packets in flight. */
    static final int MAX_SEGMENTS = 1 << 16;

    private static final long[] NONE = {};
    private static final long RETRANSMITTED = 1L << 63;

    private long[] starts = NONE;
    private long[] ends = NONE;
    private long[] times = NONE;
    private long[] sizes = NONE; // bytes of one segment of a GSO packet; RETRANSMITTED
    private int head;
    private int size;
    private long latestBelow = Long.MIN_VALUE;

    /** Notes new data [start, end), which begins at or above all before. */
    void sent(long start, long end, long timeNs, int segmentSize) {
        if (size == starts.length && size < MAX_SEGMENTS) {
            grow();
        }
        if (size == MAX_SEGMENTS) {
            dropHead();
        }
        int i = index(size++);
        starts[i] = start;
        ends[i] = end;
        times[i] = timeNs;
        sizes[i] = segmentSize;
    }

    /** Notes that [start, end) was transmitted again. */
    void sentAgain(long start, long end, long timeNs) {
        for (int k = firstEndingAfter(start); k < size; k++) {
            int i = index(k);
            if (starts[i] >= end) {
                return;
            }
            times[i] = timeNs;
            sizes[i] |= RETRANSMITTED;
        }
    }

    /**
     * Drops what is acknowledged by {@code ack}.
     *
     * @return when the newest segment that it acknowledges completely was sent, or {@link
     *     Packet#NO_TIME} if that is ambiguous or there is none
     */
    long acknowledged(long ack) {
        long sample = Packet.NO_TIME;
        while (size > 0 && ends[head] <= ack) {
            sample = sample(head);
            dropHead();
        }
        if (size > 0 && starts[head] < ack) {
            // One or more whole segments of a GSO packet, all sent at the same time.
            long segment = sizes[head] & ~RETRANSMITTED;
            if (segment > 0 && ack - starts[head] >= segment) {
                sample = sample(head);
            }
            starts[head] = ack;
        }
        return sample;
    }

    private long sample(int i) {
        boolean ambiguous = sizes[i] < 0 || times[i] < latestBelow;
        return ambiguous ? Packet.NO_TIME : times[i];
    }

    private void dropHead() {
        latestBelow = Math.max(latestBelow, times[head]);
        head = (head + 1) & (starts.length - 1);
        size--;
    }

    private int firstEndingAfter(long sequence) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[index(middle)] <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int index(int position) {
        return (head + position) & (starts.length - 1);
    }

    private void grow() {
        int capacity = Math.max(8, starts.length * 2);
        starts = unrolled(starts, capacity);
        ends = unrolled(ends, capacity);
        times = unrolled(times, capacity);
        sizes = unrolled(sizes, capacity);
        head = 0;
    }

    private long[] unrolled(long[] ring, int capacity) {
        long[] copy = new long[capacity];
        int first = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, copy, 0, first);
        System.arraycopy(ring, 0, copy, first, size - first);
        return copy;
    }

    int size() {
        return size;
    }

    void clear() {
        Arrays.fill(times, 0);
        head = 0;
        size = 0;
    }
}
