package io.tcbee.metric.internal;

import java.util.Arrays;

/**
 * The packets with data that one side has sent and the other has not acknowledged, in order of
 * sequence, each with what was delivered when it was sent. Segments are numbered as they are sent;
 * at most {@link #MOST} are kept, the oldest go first.
 */
final class SentSegments {
    /** A bound on memory: 768 KiB per side, reached with so many packets in flight. */
    static final int MOST = 1 << 14;

    private static final int LEAST = 4;
    private static final int START = 0;
    private static final int END = 1;
    private static final int SENT = 2;
    private static final int FIRST_SENT = 3;
    private static final int DELIVERED = 4;
    private static final int DELIVERED_NS = 5;
    private static final int FIELDS = 6;
    private static final long REPORTED = Long.MIN_VALUE;

    private long[] values = {};
    private int capacity;
    private long first;
    private long next;

    /** Notes that [start, end) was sent, or what of it was sent before was sent again. */
    void sent(
            long start, long end, long sentNs, long firstSentNs, long delivered, long deliveredNs) {
        long known = next == first ? start : Math.max(start, end(next - 1));
        for (long i = start < known ? firstEndingAfter(start) : next; i < next; i++) {
            if (start(i) >= end) {
                return;
            }
            if (!wasReported(i)) {
                set(i, sentNs, firstSentNs, delivered, deliveredNs);
            }
        }
        if (known >= end) {
            return;
        }
        if (next - first == capacity) {
            makeRoom();
        }
        long i = next++;
        values[at(i, START)] = known;
        values[at(i, END)] = end;
        set(i, sentNs, firstSentNs, delivered, deliveredNs);
    }

    private void set(long i, long sentNs, long firstSentNs, long delivered, long deliveredNs) {
        values[at(i, SENT)] = sentNs;
        values[at(i, FIRST_SENT)] = firstSentNs;
        values[at(i, DELIVERED)] = delivered;
        values[at(i, DELIVERED_NS)] = deliveredNs;
    }

    private void makeRoom() {
        if (capacity == MOST) {
            first++;
            return;
        }
        int larger = Math.max(LEAST, 2 * capacity);
        long[] copy = new long[larger * FIELDS];
        for (long i = first; i < next; i++) {
            int to = (int) (i & (larger - 1)) * FIELDS;
            System.arraycopy(values, at(i, 0), copy, to, FIELDS);
        }
        values = copy;
        capacity = larger;
    }

    private int at(long segment, int field) {
        return (int) (segment & (capacity - 1)) * FIELDS + field;
    }

    /** Number of the first that is kept. */
    long first() {
        return first;
    }

    boolean has(long segment) {
        return segment >= first && segment < next;
    }

    /** Number of the first that ends above {@code sequence}; none has it if there is none. */
    long firstEndingAfter(long sequence) {
        long low = first;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (end(middle) <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void dropEndingBy(long sequence) {
        while (first < next && end(first) <= sequence) {
            first++;
        }
        if (first == next && capacity > LEAST) {
            capacity = LEAST; // what a burst needed is not kept for ever
            values = Arrays.copyOf(values, LEAST * FIELDS);
        }
    }

    /** Notes that it arrived, by SACK. */
    void reported(long segment) {
        values[at(segment, DELIVERED_NS)] = REPORTED;
    }

    boolean wasReported(long segment) {
        return deliveredNs(segment) == REPORTED;
    }

    long start(long segment) {
        return values[at(segment, START)];
    }

    long end(long segment) {
        return values[at(segment, END)];
    }

    long sentNs(long segment) {
        return values[at(segment, SENT)];
    }

    long firstSentNs(long segment) {
        return values[at(segment, FIRST_SENT)];
    }

    long delivered(long segment) {
        return values[at(segment, DELIVERED)];
    }

    long deliveredNs(long segment) {
        return values[at(segment, DELIVERED_NS)];
    }
}
