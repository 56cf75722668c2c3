package io.tcbee.process;

import java.util.Arrays;

/**
 * Which connection, side and time the rows of a window have, and their order by connection, then
 * time.
 */
final class Order {
    private int[] connections = new int[64];
    private byte[] sides = new byte[64];
    private long[] times = new long[64];
    private int[] sorted = {};
    private int size;

    int add(int connection, int side, long timeNs) {
        if (size == connections.length) {
            connections = Arrays.copyOf(connections, size * 2);
            sides = Arrays.copyOf(sides, size * 2);
            times = Arrays.copyOf(times, size * 2);
        }
        connections[size] = connection;
        sides[size] = (byte) side;
        times[size] = timeNs;
        return size++;
    }

    int size() {
        return size;
    }

    int connection(int row) {
        return connections[row];
    }

    int side(int row) {
        return sides[row];
    }

    long timeNs(int row) {
        return times[row];
    }

    void clear() {
        size = 0;
    }

    /** The rows in order: a counting sort, stable; then the few that came late find their place. */
    int[] sorted() {
        int least = Integer.MAX_VALUE;
        int greatest = 0;
        for (int row = 0; row < size; row++) {
            least = Math.min(least, connections[row]);
            greatest = Math.max(greatest, connections[row]);
        }
        if (sorted.length < size) {
            sorted = new int[connections.length];
        }
        int[] next = new int[size == 0 ? 1 : greatest - least + 2];
        for (int row = 0; row < size; row++) {
            next[connections[row] - least + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        for (int row = 0; row < size; row++) {
            sorted[next[connections[row] - least]++] = row;
        }
        placeLate();
        return sorted;
    }

    private void placeLate() {
        for (int i = 1; i < size; i++) {
            int row = sorted[i];
            int j = i;
            while (j > 0
                    && connections[sorted[j - 1]] == connections[row]
                    && times[sorted[j - 1]] > times[row]) {
                sorted[j] = sorted[j - 1];
                j--;
            }
            sorted[j] = row;
        }
    }
}
