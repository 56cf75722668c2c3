package io.tcbee.metric.internal;

import io.tcbee.tcp.Packet;
import java.util.Arrays;

/**
 * The segments of one side that no acknowledgment has covered, as Wireshark keeps them: every
 * transmission of its own, in the order of the capture, at most {@value #MOST}; later ones are not
 * kept until there is room.
 *
 * <p>Sequence numbers are those of the wire, modulo 2^32. As long as the segments lie one above the
 * other, which is nearly always, only the ends of the list are looked at.
 */
final class UnackedSegments {
    /** As many as Wireshark keeps. */
    static final int MOST = 10_000;

    private static final int NEAR = 1 << 30;

    private int[] begins = new int[32];
    private int[] ends = new int[32];
    private long[] timesNs = new long[32];
    private int first;
    private int next;
    private boolean ascending = true;

    boolean isEmpty() {
        return first == next;
    }

    boolean isFull() {
        return next - first >= MOST;
    }

    /** When the segment was seen that is longest in the list. */
    long oldestNs() {
        return timesNs[first];
    }

    void add(int begin, int end, long timeNs) {
        if (first == next) {
            ascending = true;
        } else if (begin - ends[next - 1] < 0 || end - begins[first] >= NEAR || end - begin < 0) {
            ascending = false;
        }
        if (next == begins.length) {
            makeRoom();
        }
        begins[next] = begin;
        ends[next] = end;
        timesNs[next++] = timeNs;
    }

    private void makeRoom() {
        int size = next - first;
        int capacity = size * 2 > begins.length ? begins.length * 2 : begins.length;
        begins = Arrays.copyOf(Arrays.copyOfRange(begins, first, next), capacity);
        ends = Arrays.copyOf(Arrays.copyOfRange(ends, first, next), capacity);
        timesNs = Arrays.copyOf(Arrays.copyOfRange(timesNs, first, next), capacity);
        first = 0;
        next = size;
    }

    /**
     * Forgets what {@code ack} covers and cuts what it covers in part.
     *
     * @return when the oldest segment was seen that ends exactly there; {@link Packet#NO_TIME} if
     *     none does
     */
    long acknowledge(int ack) {
        if (first == next) {
            return Packet.NO_TIME;
        }
        int above = ack - begins[first];
        return ascending && above >= 0 && above < NEAR ? fromBelow(ack) : throughout(ack);
    }

    private long fromBelow(int ack) {
        while (first < next && ends[first] - ack < 0) {
            first++;
        }
        if (first < next && ends[first] == ack) {
            return timesNs[first++];
        }
        if (first < next && ack - begins[first] > 0) {
            begins[first] = ack;
        }
        return Packet.NO_TIME;
    }

    private long throughout(int ack) {
        long exactNs = Packet.NO_TIME;
        int kept = first;
        for (int i = first; i < next; i++) {
            if (ends[i] == ack) {
                if (exactNs == Packet.NO_TIME) {
                    exactNs = timesNs[i];
                }
                continue;
            }
            boolean covered = ack - ends[i] > 0;
            if (begins[i] - ack < 0 && !covered) {
                begins[i] = ack;
            } else if (covered) {
                continue;
            }
            begins[kept] = begins[i];
            ends[kept] = ends[i];
            timesNs[kept++] = timesNs[i];
        }
        next = kept;
        ascending = isAscending();
        return exactNs;
    }

    private boolean isAscending() {
        for (int i = first; i < next; i++) {
            boolean overlaps = i > first && begins[i] - ends[i - 1] < 0;
            if (overlaps || ends[i] - begins[i] < 0 || ends[i] - begins[first] >= NEAR) {
                return false;
            }
        }
        return true;
    }

    /** From the lowest to the highest sequence number in the list, counted from {@code base}. */
    int span(int base) {
        int low = begins[first] - base;
        int high = ends[next - 1] - base;
        if (ascending && Integer.compareUnsigned(low, high) <= 0) {
            return high - low;
        }
        for (int i = first; i < next; i++) {
            if (Integer.compareUnsigned(begins[i] - base, low) < 0) {
                low = begins[i] - base;
            }
            if (Integer.compareUnsigned(ends[i] - base, high) > 0) {
                high = ends[i] - base;
            }
        }
        return high - low;
    }
}
