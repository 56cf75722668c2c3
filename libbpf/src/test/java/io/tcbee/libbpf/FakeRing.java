package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plays the programs' side of a ring (bpf/include/tcbee/ring.bpf.h) on ordinary memory. */
final class FakeRing {
    private static final int DISCARDED = 1 << 30;
    private static final long HEAD = 0;
    private static final long TAIL = 64;

    final MemorySegment level = Arena.ofAuto().allocate(Ring.LEVEL, 8);
    final MemorySegment data;

    FakeRing(int segments) {
        data = Arena.ofAuto().allocate((long) segments * Ring.SEGMENT, 8);
    }

    Ring ring() {
        return new Ring(level, data);
    }

    /** As if it had run for long. */
    FakeRing startAt(long position) {
        level.set(JAVA_LONG, HEAD, position);
        level.set(JAVA_LONG, TAIL, position);
        return this;
    }

    /** Writes a record of {@code text}; false if there is no room. */
    boolean submit(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long size = 8 + ((bytes.length + 7L) & ~7L);
        long head = level.get(JAVA_LONG, HEAD);
        long end = level.get(JAVA_LONG, TAIL) + data.byteSize();
        long left = Ring.SEGMENT - (head & (Ring.SEGMENT - 1));
        if (left < size) {
            if (head + left + size > end) {
                return false;
            }
            data.set(JAVA_INT, at(head), (int) (left - 8) | DISCARDED);
            head += left;
        }
        if (head + size > end) {
            return false;
        }
        data.set(JAVA_INT, at(head), bytes.length);
        MemorySegment.copy(bytes, 0, data, JAVA_BYTE, at(head) + 8, bytes.length);
        level.set(JAVA_LONG, HEAD, head + size);
        return true;
    }

    private long at(long position) {
        return position & (data.byteSize() - 1);
    }

    /** How far the reader has given back. */
    long tail() {
        return level.get(JAVA_LONG, TAIL);
    }

    /** What one drain hands over, discarded records left out. */
    static List<String> texts(Ring ring) {
        List<String> texts = new ArrayList<>();
        ring.drain(records -> {
            long at = 0;
            while (at < records.byteSize()) {
                int word = records.get(JAVA_INT, at);
                int length = word & ~DISCARDED;
                if ((word & DISCARDED) == 0) {
                    byte[] bytes = records.asSlice(at + 8, length).toArray(JAVA_BYTE);
                    texts.add(new String(bytes, StandardCharsets.UTF_8));
                }
                at += 8 + ((length + 7) & ~7);
            }
        });
        return texts;
    }
}
