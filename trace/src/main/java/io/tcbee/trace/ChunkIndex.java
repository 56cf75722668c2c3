package io.tcbee.trace;

import java.util.Arrays;

/** Where the chunks of a file are: a table in columns, one row per chunk in order of the file. */
final class ChunkIndex {
    private static final int FIRST_CAPACITY = 64;

    private int size;
    private long[] position = new long[FIRST_CAPACITY];
    private long[] minTimeNs = new long[FIRST_CAPACITY];
    private long[] maxTimeNs = new long[FIRST_CAPACITY];
    private int[] type = new int[FIRST_CAPACITY];
    private int[] cpu = new int[FIRST_CAPACITY];
    private int[] events = new int[FIRST_CAPACITY];
    private int[] payloadLength = new int[FIRST_CAPACITY];

    void add(
            long chunkPosition,
            int chunkType,
            int chunkCpu,
            int length,
            int eventCount,
            long min,
            long max) {
        if (size == position.length) {
            grow();
        }
        position[size] = chunkPosition;
        type[size] = chunkType;
        cpu[size] = chunkCpu;
        payloadLength[size] = length;
        events[size] = eventCount;
        minTimeNs[size] = min;
        maxTimeNs[size] = max;
        size++;
    }

    private void grow() {
        int capacity = 2 * size;
        position = Arrays.copyOf(position, capacity);
        minTimeNs = Arrays.copyOf(minTimeNs, capacity);
        maxTimeNs = Arrays.copyOf(maxTimeNs, capacity);
        type = Arrays.copyOf(type, capacity);
        cpu = Arrays.copyOf(cpu, capacity);
        events = Arrays.copyOf(events, capacity);
        payloadLength = Arrays.copyOf(payloadLength, capacity);
    }

    int size() {
        return size;
    }

    long position(int row) {
        return position[row];
    }

    int type(int row) {
        return type[row];
    }

    int cpu(int row) {
        return cpu[row];
    }

    int payloadLength(int row) {
        return payloadLength[row];
    }

    int events(int row) {
        return events[row];
    }

    long minTimeNs(int row) {
        return minTimeNs[row];
    }

    long maxTimeNs(int row) {
        return maxTimeNs[row];
    }
}
