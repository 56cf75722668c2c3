package io.tcbee.lab;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Room for the packets under way, by slot number, and a heap of them by release time.
 *
 * <p>Grows when more packets are under way than ever before; otherwise nothing is allocated.
 * Packets with the same release time leave in the order in which they were scheduled. One thread.
 */
final class PacketPool {
    private static final int SLAB = 1024;

    private final Arena arena;
    private final int slotBytes;

    private MemorySegment[] bytes = {};
    private int[] length = {};
    private int[] device = {};
    private long[] row = {};
    private int[] free = {};
    private int freeCount;

    private int[] heap = {};
    private int heapSize;
    private long[] releaseNs = {};
    private long[] order = {};
    private long scheduled;

    /**
     * @param arena of the packets' bytes; its owner closes it after the last use of the pool
     * @param slotBytes greatest length of a packet
     */
    PacketPool(Arena arena, int slotBytes) {
        this.arena = arena;
        this.slotBytes = slotBytes;
        grow();
    }

    /** A free slot; {@link #release} gives it back. */
    int acquire() {
        if (freeCount == 0) {
            grow();
        }
        return free[--freeCount];
    }

    void release(int slot) {
        free[freeCount++] = slot;
    }

    /** The slot's bytes, {@code slotBytes} of them. */
    MemorySegment bytes(int slot) {
        return bytes[slot];
    }

    int slotBytes() {
        return slotBytes;
    }

    int length(int slot) {
        return length[slot];
    }

    /** The descriptor to which the packet goes. */
    int device(int slot) {
        return device[slot];
    }

    /** The packet's row in the log, negative if it has none. */
    long row(int slot) {
        return row[slot];
    }

    /** Puts the slot's packet on its way. */
    void schedule(int slot, int lengthBytes, int toDevice, long logRow, long atNs) {
        length[slot] = lengthBytes;
        device[slot] = toDevice;
        row[slot] = logRow;
        releaseNs[slot] = atNs;
        order[slot] = scheduled++;
        up(heapSize++, slot);
    }

    /** Puts a copy of the slot's packet on its way, right behind it. */
    void scheduleCopy(int slot) {
        int copy = acquire();
        MemorySegment.copy(bytes[slot], 0, bytes[copy], 0, length[slot]);
        schedule(copy, length[slot], device[slot], row[slot], releaseNs[slot]);
    }

    boolean isEmpty() {
        return heapSize == 0;
    }

    /** When the next packet leaves; {@link Long#MAX_VALUE} if there is none. */
    long nextReleaseNs() {
        return heapSize == 0 ? Long.MAX_VALUE : releaseNs[heap[0]];
    }

    /** Takes the packet that leaves next; the caller gives its slot back. */
    int poll() {
        int first = heap[0];
        int last = heap[--heapSize];
        if (heapSize > 0) {
            down(last);
        }
        return first;
    }

    private void up(int from, int slot) {
        int at = from;
        while (at > 0 && before(slot, heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = slot;
    }

    private void down(int slot) {
        int at = 0;
        while (2 * at + 1 < heapSize) {
            int child = 2 * at + 1;
            if (child + 1 < heapSize && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], slot)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = slot;
    }

    private boolean before(int slot, int other) {
        return releaseNs[slot] < releaseNs[other]
                || (releaseNs[slot] == releaseNs[other] && order[slot] < order[other]);
    }

    private void grow() {
        int from = bytes.length;
        int to = from + Math.max(SLAB, from);
        bytes = Arrays.copyOf(bytes, to);
        length = Arrays.copyOf(length, to);
        device = Arrays.copyOf(device, to);
        row = Arrays.copyOf(row, to);
        free = Arrays.copyOf(free, to);
        heap = Arrays.copyOf(heap, to);
        releaseNs = Arrays.copyOf(releaseNs, to);
        order = Arrays.copyOf(order, to);
        MemorySegment slab = arena.allocate((long) slotBytes * (to - from), 64);
        for (int slot = from; slot < to; slot++) {
            bytes[slot] = slab.asSlice((long) slotBytes * (slot - from), slotBytes);
            free[freeCount++] = slot;
        }
    }
}
