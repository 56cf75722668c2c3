package io.tcbee.pcap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks the options of one block: u16 code, u16 length, value, zeros up to a multiple of 4. A
 * flyweight; options that do not lie within their block are not there.
 */
final class PcapngOptions {
    private static final int HEADER = 4;
    private static final int END = 0;

    private MemorySegment bytes;
    private ValueLayout.OfShort u16;
    private ByteOrder order;
    private long next;
    private long end;
    private long value;
    private int code;
    private int length;

    void over(MemorySegment block, ValueLayout.OfShort layout, int from, int to) {
        bytes = block;
        u16 = layout;
        order = layout.order();
        next = from;
        end = to;
    }

    boolean next() {
        if (next + HEADER > end) {
            return false;
        }
        code = Short.toUnsignedInt(bytes.get(u16, next));
        length = Short.toUnsignedInt(bytes.get(u16, next + 2));
        value = next + HEADER;
        next = value + ((length + 3) & ~3);
        return code != END && value + length <= end;
    }

    int code() {
        return code;
    }

    int length() {
        return length;
    }

    int u8() {
        return bytes.get(JAVA_BYTE, value) & 0xff;
    }

    int u32() {
        return bytes.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), value);
    }

    long u64() {
        return bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), value);
    }

    String text() {
        byte[] utf8 = bytes.asSlice(value, length).toArray(JAVA_BYTE);
        return new String(utf8, StandardCharsets.UTF_8).replace("\0", "").strip();
    }
}
