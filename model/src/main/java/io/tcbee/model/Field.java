package io.tcbee.model;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One member of an event: where it lies, how it is read, what one of it is.
 *
 * <p>A record on purpose: HotSpot trusts the final fields of records, so offset and kind of a
 * {@code static final Field} are constants to the compiler.
 *
 * @param name the member's name in {@code events.h}, and from there to the legend on the page
 * @param offset bytes from the event's first byte
 * @param length bytes
 */
public record Field(String name, Kind kind, long offset, int length, Unit unit, String doc) {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** How the bytes of a field are read; little endian. */
    public enum Kind {
        U8(1),
        U16(2),
        U32(4),
        S32(4),
        U64(8),
        /** A run of bytes in network order. */
        BYTES(0),
        /** A run of bytes that holds a text, ended by the first zero byte or by its length. */
        TEXT(0);

        private final int length;

        Kind(int length) {
            this.length = length;
        }

        int length() {
            return length;
        }
    }

    /**
     * Reads this field of the event at {@code at}.
     *
     * @param trace bytes as the kernel wrote them
     * @param at offset in bytes of the event's header
     * @return the value, widened without sign for the unsigned kinds; an unsigned 64-bit value as
     *     its 64 bits
     * @throws IndexOutOfBoundsException if the field does not lie within {@code trace}
     * @throws IllegalStateException if the field is a run of bytes
     */
    public long get(MemorySegment trace, long at) {
        long position = at + offset;
        return switch (kind) {
            case U8 -> Byte.toUnsignedLong(trace.get(JAVA_BYTE, position));
            case U16 -> Short.toUnsignedLong(trace.get(SHORT, position));
            case U32 -> Integer.toUnsignedLong(trace.get(INT, position));
            case S32 -> trace.get(INT, position);
            case U64 -> trace.get(LONG, position);
            case BYTES, TEXT ->
                    throw new IllegalStateException("a run of bytes has no number: field=" + name);
        };
    }

    /** Copies this field's bytes of the event at {@code at}. */
    public byte[] bytes(MemorySegment trace, long at) {
        return trace.asSlice(at + offset, length).toArray(JAVA_BYTE);
    }

    /**
     * Reads this field of the event at {@code at} as text (UTF-8), ended by the first zero byte or
     * by its length.
     */
    public String text(MemorySegment trace, long at) {
        byte[] bytes = bytes(trace, at);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
