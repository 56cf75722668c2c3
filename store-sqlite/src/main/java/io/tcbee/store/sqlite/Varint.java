package io.tcbee.store.sqlite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SQLite's numbers of one to nine bytes, and how it stores integers (fileformat2, sections 1.6 and
 * 2.1).
 */
final class Varint {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** By serial type. */
    private static final int[] BYTES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

    private Varint() {}

    static int length(long value) {
        if (value < 0 || value >>> 56 != 0) {
            return 9;
        }
        int length = 1;
        for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
            length++;
        }
        return length;
    }

    /** Writes a number below 2^56. Returns where it ends. */
    static int put(byte[] bytes, int at, long value) {
        if (value < 0x80) {
            bytes[at] = (byte) value;
            return at + 1;
        }
        int length = length(value);
        for (int i = length - 1; i >= 0; i--) {
            int more = i < length - 1 ? 0x80 : 0;
            bytes[at + i] = (byte) (((value >>> (7 * (length - 1 - i))) & 0x7f) | more);
        }
        return at + length;
    }

    /** The serial type of an integer: the fewest bytes that hold it. */
    static int type(long value) {
        if (value >>> 1 == 0) {
            return 8 + (int) value;
        }
        // Bits besides the sign.
        int bits = 64 - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
        if (bits < 32) {
            return bits / 8 + 1;
        }
        return bits < 48 ? 5 : 6;
    }

    /** Bytes of a value of that serial type, NULL and numbers only. */
    static int bytes(int type) {
        return BYTES[type];
    }

    /** Writes a value of that serial type. Returns where it ends. */
    static int put(byte[] bytes, int at, int type, long value) {
        switch (type) {
            case 1 -> bytes[at] = (byte) value;
            case 2 -> SHORT.set(bytes, at, (short) value);
            case 3 -> {
                bytes[at] = (byte) (value >> 16);
                SHORT.set(bytes, at + 1, (short) value);
            }
            case 4 -> INT.set(bytes, at, (int) value);
            case 5 -> {
                SHORT.set(bytes, at, (short) (value >> 32));
                INT.set(bytes, at + 2, (int) value);
            }
            case 6, 7 -> LONG.set(bytes, at, value);
            default -> {
                // NULL, 0 and 1 are said by their type.
            }
        }
        return at + BYTES[type];
    }
}
