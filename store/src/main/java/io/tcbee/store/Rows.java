package io.tcbee.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Rows of one table, column by column, on their way into a store. Reused: {@link #clear} keeps the
 * arrays.
 *
 * <p>A value is carried as {@code long}: unsigned columns widened without sign, doubles as {@link
 * Double#doubleToRawLongBits}. {@link #ABSENT} is a value that was not there.
 */
public final class Rows {
    /** No value; NULL in SQL. */
    public static final long ABSENT = Long.MIN_VALUE;

    private final Table table;
    private long[] connections;
    private byte[] sides;
    private long[] times;
    private final long[][] values;
    private int size;

    public Rows(Table table, int capacity) {
        this.table = table;
        connections = new long[capacity];
        sides = new byte[capacity];
        times = new long[capacity];
        values = new long[table.columns().size()][capacity];
    }

    /**
     * Adds a row whose values are all {@link #ABSENT} until {@link #set}.
     *
     * @param side 0 client, 1 server
     * @return its index
     */
    public int add(long connection, int side, long timeNs) {
        if (size == times.length) {
            grow();
        }
        connections[size] = connection;
        sides[size] = (byte) side;
        times[size] = timeNs;
        for (long[] column : values) {
            column[size] = ABSENT;
        }
        return size++;
    }

    /** Adds {@code count} rows from {@code from} on. */
    void add(SortedRows.Reader reader, int from, int count) {
        MemorySegment narrow = Arena.ofAuto().allocate(8L * SortedRows.STEP, 8);
        long[] absent = new long[SortedRows.STEP / Long.SIZE];
        for (int done = 0; done < count; done += SortedRows.STEP) {
            int n = Math.min(SortedRows.STEP, count - done);
            int first = size;
            reader.move(from + done, n);
            for (int i = 0; i < n; i++) {
                int _ = add(reader.connections()[i], reader.sides()[i], reader.times()[i]);
            }
            for (int column = 0; column < values.length; column++) {
                int _ = reader.values(column, narrow, absent);
                Column.Type type = table.columns().get(column).type();
                for (int i = 0; i < n; i++) {
                    boolean there = (absent[i >>> 6] & 1L << i) == 0;
                    values[column][first + i] = there ? widened(type, narrow, i) : ABSENT;
                }
            }
        }
    }

    private static long widened(Column.Type type, MemorySegment narrow, int index) {
        long at = (long) index * type.bytes();
        return switch (type) {
            case UINT8 -> Byte.toUnsignedLong(narrow.get(ValueLayout.JAVA_BYTE, at));
            case UINT16 -> Short.toUnsignedLong(narrow.get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
            case UINT32 -> Integer.toUnsignedLong(narrow.get(ValueLayout.JAVA_INT_UNALIGNED, at));
            case INT32 -> narrow.get(ValueLayout.JAVA_INT_UNALIGNED, at);
            case INT64, UINT64, DOUBLE -> narrow.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
        };
    }

    /** Sets a column of any other type than {@link Column.Type#DOUBLE}. */
    public void set(int row, int column, long value) {
        values[column][row] = value;
    }

    /** Sets a {@link Column.Type#DOUBLE}. A value that is not finite is absent, -0.0 is 0.0. */
    public void set(int row, int column, double value) {
        values[column][row] =
                Double.isFinite(value) ? Double.doubleToRawLongBits(value + 0.0) : ABSENT;
    }

    public Table table() {
        return table;
    }

    public int size() {
        return size;
    }

    /** The connections of rows 0 to {@link #size} - 1; the array itself, not a copy. */
    public long[] connections() {
        return connections;
    }

    /** As {@link #connections}. */
    public byte[] sides() {
        return sides;
    }

    /** As {@link #connections}. */
    public long[] times() {
        return times;
    }

    /** The values of one column, as {@link #connections}. */
    public long[] values(int column) {
        return values[column];
    }

    public void clear() {
        size = 0;
    }

    private void grow() {
        int capacity = Math.max(16, size * 2);
        connections = Arrays.copyOf(connections, capacity);
        sides = Arrays.copyOf(sides, capacity);
        times = Arrays.copyOf(times, capacity);
        for (int i = 0; i < values.length; i++) {
            values[i] = Arrays.copyOf(values[i], capacity);
        }
    }
}
