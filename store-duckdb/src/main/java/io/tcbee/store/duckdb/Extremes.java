package io.tcbee.store.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.tcbee.store.Column;
import java.lang.foreign.MemorySegment;

/** The least and the greatest of a part of a column that lies in memory as it is stored. */
final class Extremes {
    private Extremes() {}

    /** Of the values [from, to), which are all there. */
    static void find(Column.Type type, MemorySegment data, int from, int to, double[] extremes) {
        switch (type) {
            case UINT8 -> bytes(data, from, to, extremes);
            case UINT32 -> ints(data, from, to, Integer.MIN_VALUE, extremes);
            case INT32 -> ints(data, from, to, 0, extremes);
            case INT64 -> longs(data, from, to, extremes);
            default -> {
                double low = Double.POSITIVE_INFINITY;
                double high = Double.NEGATIVE_INFINITY;
                for (int i = from; i < to; i++) {
                    double value = value(type, data, i);
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
                extremes[0] = low;
                extremes[1] = high;
            }
        }
    }

    /** Of the values [from, to) whose bit is not set in {@code absent}. */
    static void find(
            Column.Type type,
            MemorySegment data,
            int from,
            int to,
            long[] absent,
            double[] extremes) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            if ((absent[i >>> 6] & 1L << i) == 0) {
                double value = value(type, data, i);
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        extremes[0] = low;
        extremes[1] = high;
    }

    private static void bytes(MemorySegment data, int from, int to, double[] extremes) {
        int low = Integer.MAX_VALUE;
        int high = Integer.MIN_VALUE;
        for (int i = from; i < to; i++) {
            int value = data.get(JAVA_BYTE, i) & 0xff;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        extremes[0] = low;
        extremes[1] = high;
    }

    /**
     * @param flip turns a number into one whose order as a signed one is right, and back
     */
    private static void ints(MemorySegment data, int from, int to, int flip, double[] extremes) {
        int low = Integer.MAX_VALUE;
        int high = Integer.MIN_VALUE;
        for (int i = from; i < to; i++) {
            int value = data.get(JAVA_INT_UNALIGNED, 4L * i) ^ flip;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        extremes[0] = flip == 0 ? low : Integer.toUnsignedLong(low ^ flip);
        extremes[1] = flip == 0 ? high : Integer.toUnsignedLong(high ^ flip);
    }

    private static void longs(MemorySegment data, int from, int to, double[] extremes) {
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int i = from; i < to; i++) {
            long value = data.get(JAVA_LONG_UNALIGNED, 8L * i);
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        extremes[0] = low;
        extremes[1] = high;
    }

    private static double value(Column.Type type, MemorySegment data, int i) {
        return switch (type) {
            case UINT8 -> Byte.toUnsignedInt(data.get(JAVA_BYTE, i));
            case UINT16 -> Short.toUnsignedInt(data.get(JAVA_SHORT_UNALIGNED, 2L * i));
            case UINT32 -> Integer.toUnsignedLong(data.get(JAVA_INT_UNALIGNED, 4L * i));
            case INT32 -> data.get(JAVA_INT_UNALIGNED, 4L * i);
            case INT64 -> data.get(JAVA_LONG_UNALIGNED, 8L * i);
            case UINT64 -> ColumnBuffer.unsigned(data.get(JAVA_LONG_UNALIGNED, 8L * i));
            case DOUBLE -> Double.longBitsToDouble(data.get(JAVA_LONG_UNALIGNED, 8L * i));
        };
    }
}
