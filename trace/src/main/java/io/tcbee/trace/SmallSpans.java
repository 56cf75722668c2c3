package io.tcbee.trace;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Gathers the small spans of one CPU, so that a slow trace does not become a file of headers. */
final class SmallSpans {
    private static final long CAPACITY = 64 << 10;
    private static final long LARGEST = CAPACITY / 4;

    private final MemorySegment bytes;
    private long used;

    SmallSpans(Arena arena) {
        bytes = arena.allocate(CAPACITY, 8);
    }

    /** Whether gathering a span of that length is worth the copy. */
    static boolean isSmall(long length) {
        return length <= LARGEST;
    }

    boolean hasRoomFor(long length) {
        return used + length <= CAPACITY;
    }

    void add(MemorySegment span) {
        MemorySegment.copy(span, 0, bytes, used, span.byteSize());
        used += span.byteSize();
    }

    long length() {
        return used;
    }

    MemorySegment records() {
        return bytes.asSlice(0, used);
    }

    void clear() {
        used = 0;
    }
}
