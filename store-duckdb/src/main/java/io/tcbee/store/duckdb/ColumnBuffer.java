package io.tcbee.store.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.store.Column;
import io.tcbee.store.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.Arrays;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBWritableVector;

/** The values of one column of a window, each as wide as the column stores it. */
final class ColumnBuffer {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final String name;
    private final Column.Type type;
    private byte[] bytes = {};
    private short[] shorts = {};
    private int[] ints = {};
    private long[] longs = {};

    /** One bit a row, set where there is no value; null as long as all are there. */
    private long[] absent;

    ColumnBuffer(String name, Column.Type type) {
        this.name = name;
        this.type = type;
    }

    String name() {
        return name;
    }

    /** The type's name in SQL. */
    static String sqlType(Column.Type type) {
        return columnType(type).toString();
    }

    /** Whether a wide table can have a column of this type. */
    static boolean isStored(String sqlType) {
        return Arrays.stream(Column.Type.values()).anyMatch(type -> sqlType(type).equals(sqlType));
    }

    static DuckDBColumnType columnType(Column.Type type) {
        return switch (type) {
            case UINT8 -> DuckDBColumnType.UTINYINT;
            case UINT16 -> DuckDBColumnType.USMALLINT;
            case UINT32 -> DuckDBColumnType.UINTEGER;
            case INT32 -> DuckDBColumnType.INTEGER;
            case INT64 -> DuckDBColumnType.BIGINT;
            case UINT64 -> DuckDBColumnType.UBIGINT;
            case DOUBLE -> DuckDBColumnType.DOUBLE;
        };
    }

    Column.Type type() {
        return type;
    }

    /** Makes room for {@code capacity} rows, keeping those that are there. */
    void reserve(int capacity) {
        switch (type) {
            case UINT8 -> bytes = Arrays.copyOf(bytes, capacity);
            case UINT16 -> shorts = Arrays.copyOf(shorts, capacity);
            case UINT32, INT32 -> ints = Arrays.copyOf(ints, capacity);
            case INT64, UINT64, DOUBLE -> longs = Arrays.copyOf(longs, capacity);
        }
    }

    /**
     * Copies {@code n} values as {@link Rows} carries them.
     *
     * @return false if one does not fit in the type
     */
    boolean copy(long[] source, int from, int at, int n) {
        long seen = 0;
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int i = 0; i < n; i++) {
            long value = source[from + i];
            if (value == Rows.ABSENT) {
                markAbsent(at + i);
                continue;
            }
            low = Math.min(low, value);
            high = Math.max(high, value);
            seen |= value;
        }
        narrow(source, from, at, n);
        return switch (type) {
            case UINT8 -> seen >>> 8 == 0;
            case UINT16 -> seen >>> 16 == 0;
            case UINT32 -> seen >>> 32 == 0;
            case INT32 -> low > high || (low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE);
            case INT64, UINT64, DOUBLE -> true;
        };
    }

    /** One loop for each width: a switch inside would cost more than the copy. */
    private void narrow(long[] source, int from, int at, int n) {
        switch (type) {
            case UINT8 -> {
                for (int i = 0; i < n; i++) {
                    bytes[at + i] = (byte) source[from + i];
                }
            }
            case UINT16 -> {
                for (int i = 0; i < n; i++) {
                    shorts[at + i] = (short) source[from + i];
                }
            }
            case UINT32, INT32 -> {
                for (int i = 0; i < n; i++) {
                    ints[at + i] = (int) source[from + i];
                }
            }
            case INT64, UINT64, DOUBLE -> System.arraycopy(source, from, longs, at, n);
        }
    }

    /**
     * Finds the least and the greatest value of {@code n} rows that all have one.
     *
     * @param extremes receives both
     */
    void extremes(int[] order, int from, int n, double[] extremes) {
        if (type == Column.Type.UINT64 || type == Column.Type.DOUBLE) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + n; i++) {
                double value = value(order[i]);
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            extremes[0] = low;
            extremes[1] = high;
            return;
        }
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        if (type == Column.Type.UINT32) {
            for (int i = from; i < from + n; i++) {
                long value = Integer.toUnsignedLong(ints[order[i]]);
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        } else if (type == Column.Type.UINT8) {
            for (int i = from; i < from + n; i++) {
                long value = Byte.toUnsignedLong(bytes[order[i]]);
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        } else {
            for (int i = from; i < from + n; i++) {
                long value = integer(order[i]);
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        extremes[0] = low;
        extremes[1] = high;
    }

    private long integer(int row) {
        return switch (type) {
            case UINT16 -> Short.toUnsignedLong(shorts[row]);
            case INT32 -> ints[row];
            default -> longs[row];
        };
    }

    private void markAbsent(int row) {
        int word = row >> 6;
        if (absent == null) {
            absent = new long[word + 1];
        } else if (word >= absent.length) {
            absent = Arrays.copyOf(absent, Math.max(word + 1, absent.length * 2));
        }
        absent[word] |= 1L << row;
    }

    boolean isAbsent(int row) {
        int word = row >> 6;
        return absent != null && word < absent.length && (absent[word] & 1L << row) != 0;
    }

    boolean hasAbsent() {
        return absent != null;
    }

    /** The value of a row that has one. */
    double value(int row) {
        return switch (type) {
            case UINT8 -> Byte.toUnsignedInt(bytes[row]);
            case UINT16 -> Short.toUnsignedInt(shorts[row]);
            case UINT32 -> Integer.toUnsignedLong(ints[row]);
            case INT32 -> ints[row];
            case INT64 -> longs[row];
            case UINT64 -> unsigned(longs[row]);
            case DOUBLE -> Double.longBitsToDouble(longs[row]);
        };
    }

    /**
     * The nearest double of an unsigned number; halving keeps the lost bit, so rounding is right.
     */
    static double unsigned(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }

    /** Writes the values of {@code n} rows, in the order of {@code order}, into a vector. */
    void gather(int[] order, int from, int n, DuckDBWritableVector target) {
        if (!Vectors.BULK) {
            gatherByCell(order, from, n, target);
            return;
        }
        MemorySegment data = Vectors.data(target);
        switch (type) {
            case UINT8 -> {
                for (int i = 0; i < n; i++) {
                    data.set(JAVA_BYTE, i, bytes[order[from + i]]);
                }
            }
            case UINT16 -> {
                for (int i = 0; i < n; i++) {
                    data.set(SHORT, 2L * i, shorts[order[from + i]]);
                }
            }
            case UINT32, INT32 -> {
                for (int i = 0; i < n; i++) {
                    data.set(INT, 4L * i, ints[order[from + i]]);
                }
            }
            case INT64, UINT64, DOUBLE -> gather(longs, order, from, n, data);
        }
        Vectors.markValid(target);
        if (absent != null) {
            for (int i = 0; i < n; i++) {
                if (isAbsent(order[from + i])) {
                    target.setNull(i);
                }
            }
        }
    }

    private static void gather(long[] source, int[] order, int from, int n, MemorySegment data) {
        for (int i = 0; i < n; i++) {
            data.set(LONG, 8L * i, source[order[from + i]]);
        }
    }

    private void gatherByCell(int[] order, int from, int n, DuckDBWritableVector target) {
        for (int i = 0; i < n; i++) {
            int row = order[from + i];
            if (isAbsent(row)) {
                target.setNull(i);
                continue;
            }
            switch (type) {
                case UINT8 -> target.setUint8(i, Byte.toUnsignedInt(bytes[row]));
                case UINT16 -> target.setUint16(i, Short.toUnsignedInt(shorts[row]));
                case UINT32 -> target.setUint32(i, Integer.toUnsignedLong(ints[row]));
                case INT32 -> target.setInt(i, ints[row]);
                case INT64 -> target.setLong(i, longs[row]);
                case UINT64 ->
                        target.setUint64(i, new BigInteger(Long.toUnsignedString(longs[row])));
                case DOUBLE -> target.setDouble(i, Double.longBitsToDouble(longs[row]));
            }
        }
    }

    /** Writes {@code n} values that lie in memory as they are stored, by the driver's setters. */
    static void writeByCell(
            Column.Type type,
            MemorySegment values,
            long[] absent,
            int n,
            DuckDBWritableVector target) {
        for (int i = 0; i < n; i++) {
            if ((absent[i >>> 6] & 1L << i) != 0) {
                target.setNull(i);
                continue;
            }
            switch (type) {
                case UINT8 -> target.setUint8(i, Byte.toUnsignedInt(values.get(JAVA_BYTE, i)));
                case UINT16 -> target.setUint16(i, Short.toUnsignedInt(values.get(SHORT, 2L * i)));
                case UINT32 -> target.setUint32(i, Integer.toUnsignedLong(values.get(INT, 4L * i)));
                case INT32 -> target.setInt(i, values.get(INT, 4L * i));
                case INT64 -> target.setLong(i, values.get(LONG, 8L * i));
                case UINT64 ->
                        target.setUint64(
                                i, new BigInteger(Long.toUnsignedString(values.get(LONG, 8L * i))));
                case DOUBLE ->
                        target.setDouble(i, Double.longBitsToDouble(values.get(LONG, 8L * i)));
            }
        }
    }

    void clear() {
        absent = null;
    }
}
