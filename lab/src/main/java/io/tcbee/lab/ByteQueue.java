package io.tcbee.lab;

import java.util.Arrays;

/** The packets that wait for the bottleneck, oldest first: how many bytes are there at a time? */
final class ByteQueue {
    private long[] untilNs = new long[1024]; // power of two
    private int[] lengthBytes = new int[1024];
    private int head;
    private int tail;
    private long bytes;

    /** Bytes that have not left the bottleneck at {@code nowNs}; forgets those that have. */
    long bytesAt(long nowNs) {
        int mask = untilNs.length - 1;
        while (head != tail && untilNs[head & mask] <= nowNs) {
            bytes -= lengthBytes[head & mask];
            head++;
        }
        return bytes;
    }

    /** Adds a packet that leaves at {@code leavesNs}, not before those added earlier. */
    void add(long leavesNs, int length) {
        if (tail - head == untilNs.length) {
            grow();
        }
        int at = tail & (untilNs.length - 1);
        untilNs[at] = leavesNs;
        lengthBytes[at] = length;
        tail++;
        bytes += length;
    }

    private void grow() {
        int size = untilNs.length;
        int first = head & (size - 1);
        long[] until = Arrays.copyOf(Arrays.copyOfRange(untilNs, first, size), size * 2);
        int[] length = Arrays.copyOf(Arrays.copyOfRange(lengthBytes, first, size), size * 2);
        System.arraycopy(untilNs, 0, until, size - first, first);
        System.arraycopy(lengthBytes, 0, length, size - first, first);
        untilNs = until;
        lengthBytes = length;
        head = 0;
        tail = size;
    }
}
