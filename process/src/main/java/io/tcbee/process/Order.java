package io.tcbee.process;

import java.util.Arrays;

/**
 * Which connection, side and time the rows of a window have, and their order by connection, side,
 * then time.
 */
final class Order {
    private int[] keys = new int[64]; // 2 * connection + side
    private long[] times = new long[64];
    private int[] sorted = {};
    private int size;
    private long latestNs = Long.MIN_VALUE;
    private boolean late;

    /** Adds a row; its number. */
    int add(int connection, int side, long timeNs) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            times = Arrays.copyOf(times, size * 2);
        }
        keys[size] = 2 * connection + side;
        times[size] = timeNs;
        late |= timeNs < latestNs;
        latestNs = timeNs;
        return size++;
    }

    int size() {
        return size;
    }

    int connection(int row) {
        return keys[row] >>> 1;
    }

    int side(int row) {
        return keys[row] & 1;
    }

    long timeNs(int row) {
        return times[row];
    }

    void clear() {
        size = 0;
        late = false;
        latestNs = Long.MIN_VALUE;
    }

    /** The rows in order: a counting sort, stable; then the few that came late find their place. */
    int[] sort() {
        int least = Integer.MAX_VALUE;
        int greatest = 0;
        for (int row = 0; row < size; row++) {
            least = Math.min(least, keys[row]);
            greatest = Math.max(greatest, keys[row]);
        }
        if (sorted.length < size) {
            sorted = new int[keys.length];
        }
        int[] next = new int[size == 0 ? 1 : greatest - least + 2];
        for (int row = 0; row < size; row++) {
            next[keys[row] - least + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        for (int row = 0; row < size; row++) {
            sorted[next[keys[row] - least]++] = row;
        }
        if (late) {
            placeLate();
        }
        return sorted;
    }

    /** What {@link #sort} gave last. */
    int[] sorted() {
        return sorted;
    }

    private void placeLate() {
        for (int i = 1; i < size; i++) {
            int row = sorted[i];
            int j = i;
            while (j > 0 && keys[sorted[j - 1]] == keys[row] && times[sorted[j - 1]] > times[row]) {
                sorted[j] = sorted[j - 1];
                j--;
            }
            sorted[j] = row;
        }
    }
}
