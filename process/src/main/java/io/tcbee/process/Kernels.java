package io.tcbee.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Loops that move one column: {@code n} values that lie {@code offset} bytes behind the places
 * {@code at}, into a row of values of the same width.
 */
final class Kernels {
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private Kernels() {}

    /** Values of {@code bytes} bytes: 1, 2, 4 or 8. */
    static void copy(
            int bytes, MemorySegment source, long[] at, int n, long offset, MemorySegment target) {
        switch (bytes) {
            case 1 -> {
                for (int i = 0; i < n; i++) {
                    target.set(JAVA_BYTE, i, source.get(JAVA_BYTE, at[i] + offset));
                }
            }
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    target.set(SHORT, 2L * i, source.get(U16, at[i] + offset));
                }
            }
            case 4 -> {
                for (int i = 0; i < n; i++) {
                    target.set(INT, 4L * i, source.get(U32, at[i] + offset));
                }
            }
            case 8 -> {
                for (int i = 0; i < n; i++) {
                    target.set(LONG, 8L * i, source.get(U64, at[i] + offset));
                }
            }
            default -> throw new IllegalArgumentException("bytes=" + bytes);
        }
    }

    /**
     * Values of {@code bytes} bytes out of numbers of 64 bits.
     *
     * @param shift bits to the right of them in their number
     */
    static void unpack(int bytes, long[] source, int[] at, int n, int shift, MemorySegment target) {
        switch (bytes) {
            case 1 -> {
                for (int i = 0; i < n; i++) {
                    target.set(JAVA_BYTE, i, (byte) (source[at[i]] >>> shift));
                }
            }
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    target.set(SHORT, 2L * i, (short) (source[at[i]] >>> shift));
                }
            }
            case 4 -> {
                for (int i = 0; i < n; i++) {
                    target.set(INT, 4L * i, (int) (source[at[i]] >>> shift));
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    target.set(LONG, 8L * i, source[at[i]]);
                }
            }
        }
    }

    /** Marks the values that are {@code none}; how many there are. */
    static int absent(int bytes, MemorySegment values, int n, long none, long[] absent) {
        int count = 0;
        switch (bytes) {
            case 1 -> {
                for (int i = 0; i < n; i++) {
                    if (values.get(JAVA_BYTE, i) == (byte) none) {
                        absent[i >>> 6] |= 1L << i;
                        count++;
                    }
                }
            }
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    if (values.get(SHORT, 2L * i) == (short) none) {
                        absent[i >>> 6] |= 1L << i;
                        count++;
                    }
                }
            }
            case 4 -> {
                for (int i = 0; i < n; i++) {
                    if (values.get(INT, 4L * i) == (int) none) {
                        absent[i >>> 6] |= 1L << i;
                        count++;
                    }
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    if (values.get(LONG, 8L * i) == none) {
                        absent[i >>> 6] |= 1L << i;
                        count++;
                    }
                }
            }
        }
        return count;
    }

    /**
     * Sequence numbers of 32 bits, as {@link io.tcbee.tcp.SequenceSpace#unwrap} of the spaces as
     * they were.
     *
     * @param rows of each value the place in the next two
     * @param highest {@link Long#MIN_VALUE} where it is unknown
     * @param bases what stands on the wire for {@code highest}
     * @param none the number that stands for none, or another
     */
    static int unwrap(
            MemorySegment source,
            long[] at,
            int n,
            long offset,
            int[] rows,
            long[] highest,
            int[] bases,
            long none,
            MemorySegment target,
            long[] absent) {
        int count = 0;
        for (int i = 0; i < n; i++) {
            int raw = source.get(U32, at[i] + offset);
            long high = highest[rows[i]];
            if (high == Long.MIN_VALUE || Integer.toUnsignedLong(raw) == none) {
                absent[i >>> 6] |= 1L << i;
                count++;
            } else {
                target.set(LONG, 8L * i, high + (raw - bases[rows[i]]));
            }
        }
        return count;
    }

    /** Writes one value. */
    static void set(int bytes, MemorySegment target, int index, long value) {
        switch (bytes) {
            case 1 -> target.set(JAVA_BYTE, index, (byte) value);
            case 2 -> target.set(SHORT, 2L * index, (short) value);
            case 4 -> target.set(INT, 4L * index, (int) value);
            default -> target.set(LONG, 8L * index, value);
        }
    }

    static void clear(long[] absent) {
        Arrays.fill(absent, 0);
    }
}
