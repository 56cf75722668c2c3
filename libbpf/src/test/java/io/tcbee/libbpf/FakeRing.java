package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plays the kernel's side of a ring buffer (kernel/bpf/ringbuf.c) on ordinary memory. */
final class FakeRing {
    private static final int BUSY = 1 << 31;
    private static final int DISCARD = 1 << 30;

    final MemorySegment consumer = Arena.ofAuto().allocate(8, 8);
    final MemorySegment producer = Arena.ofAuto().allocate(8, 8);
    final MemorySegment data;
    private final long size;

    FakeRing(long size) {
        this.size = size;
        data = Arena.ofAuto().allocate(2 * size, 8);
    }

    Ring ring() {
        return Ring.of(consumer, producer, data);
    }

    /** As if it had run for long. */
    FakeRing startAt(long position) {
        consumer.set(JAVA_LONG, 0, position);
        producer.set(JAVA_LONG, 0, position);
        return this;
    }

    /** Space for a record, busy; its position, or -1 if there is none left. */
    long reserve(int length) {
        long at = producer.get(JAVA_LONG, 0);
        long next = at + ((8 + length + 7) & ~7);
        if (next - consumer.get(JAVA_LONG, 0) > size - 1) {
            return -1;
        }
        setInt(at, length | BUSY);
        producer.set(JAVA_LONG, 0, next);
        return at;
    }

    void commit(long at) {
        setInt(at, getInt(at) & ~BUSY);
    }

    void discard(long at) {
        setInt(at, (getInt(at) & ~BUSY) | DISCARD);
    }

    /** A whole record; false if there was no room. */
    boolean submit(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        long at = reserve(bytes.length);
        if (at < 0) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            setByte(at + 8 + i, bytes[i]);
        }
        commit(at);
        return true;
    }

    long consumed() {
        return consumer.get(JAVA_LONG, 0);
    }

    /** The records that one drain hands over, discarded ones left out. */
    static List<String> texts(Ring ring) {
        List<String> texts = new ArrayList<>();
        ring.drain(records -> {
            long at = 0;
            while (at < records.byteSize()) {
                int word = records.get(JAVA_INT, at);
                int length = word & ~(BUSY | DISCARD);
                byte[] bytes = records.asSlice(at + 8, length).toArray(JAVA_BYTE);
                if ((word & DISCARD) == 0) {
                    texts.add(new String(bytes, StandardCharsets.US_ASCII));
                }
                at += (8 + length + 7) & ~7;
            }
        });
        return texts;
    }

    private int getInt(long position) {
        return data.get(JAVA_INT, position % size);
    }

    /** The two mappings show the same pages: what is written to one is in the other. */
    private void setInt(long position, int value) {
        data.set(JAVA_INT, position % size, value);
        data.set(JAVA_INT, position % size + size, value);
    }

    private void setByte(long position, byte value) {
        data.set(JAVA_BYTE, position % size, value);
        data.set(JAVA_BYTE, position % size + size, value);
    }
}
