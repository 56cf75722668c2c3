package io.tcbee.record;

import java.util.Arrays;

/**
 * Which slot a socket's cookie has: open addressing with linear probing, no object per entry.
 *
 * <p>Removal moves later entries of the same run back (Knuth, The Art of Computer Programming 3,
 * section 6.4, algorithm R), so there are no tombstones.
 */
final class CookieIndex {
    private final long[] cookies;
    private final int[] slots;
    private final int mask;

    /** At most {@code entries} at a time; at least three quarters of the table stay empty. */
    CookieIndex(int entries) {
        int size = Integer.highestOneBit(Math.max(1, entries - 1)) << 3;
        cookies = new long[size];
        slots = new int[size];
        mask = size - 1;
        Arrays.fill(slots, -1);
    }

    /** The slot of {@code cookie}, or -1. */
    int slot(long cookie) {
        int at = place(cookie);
        while (slots[at] >= 0) {
            if (cookies[at] == cookie) {
                return slots[at];
            }
            at = (at + 1) & mask;
        }
        return -1;
    }

    /** Adds a cookie that is not there. */
    void put(long cookie, int slot) {
        int at = place(cookie);
        while (slots[at] >= 0) {
            at = (at + 1) & mask;
        }
        cookies[at] = cookie;
        slots[at] = slot;
    }

    /** Removes a cookie if it is there. */
    void remove(long cookie) {
        int hole = place(cookie);
        while (slots[hole] >= 0 && cookies[hole] != cookie) {
            hole = (hole + 1) & mask;
        }
        if (slots[hole] < 0) {
            return;
        }
        for (int at = (hole + 1) & mask; slots[at] >= 0; at = (at + 1) & mask) {
            int wanted = place(cookies[at]);
            if (((at - wanted) & mask) >= ((at - hole) & mask)) {
                cookies[hole] = cookies[at];
                slots[hole] = slots[at];
                hole = at;
            }
        }
        slots[hole] = -1;
    }

    /** Multiplication by 2^64 / phi spreads consecutive cookies (Knuth 3, section 6.4). */
    private int place(long cookie) {
        return (int) ((cookie * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }
}
