package io.tcbee.tcp;

/**
 * The last packets of one direction that took sequence space, to recognise one that the path, not
 * the sender, repeated: same sequence number, IP identification and timestamp.
 */
final class RecentPackets {
    private static final int SIZE = 64;

    private long[] starts;
    private long[] times;
    private long[] marks;
    private int next;

    void add(long start, long timeNs, int ipId, int tsval) {
        if (starts == null) {
            starts = new long[SIZE];
            times = new long[SIZE];
            marks = new long[SIZE];
        }
        starts[next] = start;
        times[next] = timeNs;
        marks[next] = mark(ipId, tsval);
        next = (next + 1) % SIZE;
    }

    /** Whether the same packet was seen within {@code withinNs} before {@code timeNs}. */
    boolean contains(long start, long timeNs, int ipId, int tsval, long withinNs) {
        if (starts == null || ipId == 0) {
            return false; // without an identification nothing can be proved
        }
        long mark = mark(ipId, tsval);
        for (int i = 0; i < SIZE; i++) {
            if (marks[i] == mark && starts[i] == start && timeNs - times[i] <= withinNs) {
                return true;
            }
        }
        return false;
    }

    private static long mark(int ipId, int tsval) {
        return ((long) ipId << 32) | Integer.toUnsignedLong(tsval);
    }
}
