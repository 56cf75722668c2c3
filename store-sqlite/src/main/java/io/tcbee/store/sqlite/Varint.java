package io.tcbee.store.sqlite;

/**
 * SQLite's numbers of one to nine bytes, and how it stores integers (fileformat2, sections 1.6 and
 * 2.1).
 */
final class Varint {
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
        long magnitude = value < 0 ? ~value : value;
        if (magnitude < 1L << 7) {
            return 1;
        }
        if (magnitude < 1L << 15) {
            return 2;
        }
        if (magnitude < 1L << 23) {
            return 3;
        }
        if (magnitude < 1L << 31) {
            return 4;
        }
        return magnitude < 1L << 47 ? 5 : 6;
    }

    /** Bytes of a value of that serial type, NULL and numbers only. */
    static int bytes(int type) {
        return switch (type) {
            case 1, 2, 3, 4 -> type;
            case 5 -> 6;
            case 6, 7 -> 8;
            default -> 0;
        };
    }

    /** Writes a value of that serial type. Returns where it ends. */
    static int put(byte[] bytes, int at, int type, long value) {
        int length = bytes(type);
        for (int i = length - 1; i >= 0; i--) {
            bytes[at + i] = (byte) value;
            value >>= 8;
        }
        return at + length;
    }
}
