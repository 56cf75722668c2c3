package io.tcbee.store.duckdb;

import io.tcbee.store.Column;
import io.tcbee.store.Rows;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of one table that wait until they fill a few of DuckDB's row groups.
 *
 * <p>They leave it sorted by connection, side and time (and series, where rows are points): the
 * file becomes a third smaller, and one series lies together. Equal times keep the order of
 * arrival.
 */
final class Window implements Batch {
    /** Rows of one of DuckDB's row groups; a thread that writes fewer of them makes more work. */
    static final int SLICE = 122_880;

    /** Rows at which a window is full: a slice for each of two threads. */
    static final int FULL = 2 * SLICE;

    private static final int SERIES_BITS = 16;

    private final Table table;
    private final boolean points;
    private final List<ColumnBuffer> columns = new ArrayList<>();
    private final ColumnBuffer connections = new ColumnBuffer("connection", Column.Type.INT64);
    private final ColumnBuffer sides = new ColumnBuffer("side", Column.Type.UINT8);
    private final ColumnBuffer times = new ColumnBuffer("time_ns", Column.Type.INT64);
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final List<Group> groups = new ArrayList<>();
    private Group last;
    private long[] time = {};
    private int[] groupOf = {};
    private int capacity;
    private int size;
    private int[] order = {};

    /** Rows of one connection and side, and of one series where rows are points. */
    static final class Group {
        final long key;
        int count;

        /** Where its rows begin in {@link Window#order()}. */
        int start;

        private final int number;
        private boolean sorted = true;
        private long latest = Long.MIN_VALUE;

        private Group(long key, int number) {
            this.key = key;
            this.number = number;
        }

        long connection() {
            return key >> (SERIES_BITS + 1);
        }

        int side() {
            return (int) (key >> SERIES_BITS) & 1;
        }

        int series() {
            return (int) key & ((1 << SERIES_BITS) - 1);
        }
    }

    /**
     * @param points whether the first column is the number of a series, 0 to 65535
     */
    Window(Table table, boolean points) {
        this.table = table;
        this.points = points;
        for (Column column : table.columns()) {
            columns.add(new ColumnBuffer(column.name(), column.type()));
        }
    }

    Table table() {
        return table;
    }

    @Override
    public int size() {
        return size;
    }

    boolean isFull() {
        return size >= FULL;
    }

    /** The columns after connection, side and time. */
    List<ColumnBuffer> columns() {
        return columns;
    }

    /** All columns in the table's order. */
    List<ColumnBuffer> allColumns() {
        List<ColumnBuffer> all = new ArrayList<>(List.of(connections, sides, times));
        all.addAll(columns);
        return all;
    }

    long timeNs(int row) {
        return time[row];
    }

    @Override
    public List<Place> places() {
        return allColumns().stream().map(each -> new Place(each.name(), each.type())).toList();
    }

    @Override
    public boolean ties(int row) {
        int a = order[row - 1];
        int b = order[row];
        return time[a] == time[b] && groupOf[a] == groupOf[b];
    }

    @Override
    public Feed feed() {
        List<ColumnBuffer> all = allColumns();
        return (from, n, chunk) -> {
            for (int c = 0; c < all.size(); c++) {
                all.get(c).gather(order, from, n, chunk.vector(c));
            }
        };
    }

    /**
     * Adds as many rows as there is room for, beginning with row {@code from}.
     *
     * @return how many
     * @throws StoreException if a value does not fit in its column
     */
    int add(Rows rows, int from) {
        int n = Math.min(rows.size() - from, FULL - size);
        reserve(size + n);
        long[] rowConnections = rows.connections();
        long[] rowTimes = rows.times();
        byte[] rowSides = rows.sides();
        long[] series = points ? rows.values(0) : null;
        for (int i = 0; i < n; i++) {
            int row = from + i;
            long key =
                    ((rowConnections[row] << 1 | rowSides[row]) << SERIES_BITS)
                            | (points ? series[row] : 0);
            place(size + i, key, rowTimes[row]);
        }
        for (int c = 0; c < columns.size(); c++) {
            if (!columns.get(c).copy(rows.values(c), from, size, n)) {
                throw new StoreException(
                        "write "
                                + table.name()
                                + ": a value does not fit in column "
                                + columns.get(c).name()
                                + " ("
                                + columns.get(c).type()
                                + ")");
            }
        }
        System.arraycopy(rowTimes, from, time, size, n);
        times.copy(rowTimes, from, size, n);
        connections.copy(rowConnections, from, size, n);
        sides.copy(widened(rowSides, from, n), 0, size, n);
        size += n;
        return n;
    }

    private static long[] widened(byte[] narrow, int from, int n) {
        long[] wide = new long[n];
        for (int i = 0; i < n; i++) {
            wide[i] = Byte.toUnsignedLong(narrow[from + i]);
        }
        return wide;
    }

    private void place(int at, long key, long timeNs) {
        Group group = last;
        if (group == null || group.key != key) {
            Integer number = numbers.get(key);
            if (number == null) {
                number = groups.size();
                numbers.put(key, number);
                groups.add(new Group(key, number));
            }
            group = groups.get(number);
            last = group;
        }
        group.sorted &= timeNs >= group.latest;
        group.latest = timeNs;
        group.count++;
        groupOf[at] = group.number;
    }

    private void reserve(int rows) {
        if (rows <= capacity) {
            return;
        }
        capacity = Math.min(FULL, Math.max(rows, Math.max(2048, capacity * 2)));
        time = Arrays.copyOf(time, capacity);
        groupOf = Arrays.copyOf(groupOf, capacity);
        for (ColumnBuffer column : allColumns()) {
            column.reserve(capacity);
        }
    }

    /** Puts the rows in order and says where each group lies in it. */
    List<Group> sort() {
        if (order.length < size) {
            order = new int[capacity];
        }
        List<Group> sorted = new ArrayList<>(groups);
        sorted.sort((a, b) -> Long.compare(a.key, b.key));
        int start = 0;
        int[] next = new int[groups.size()];
        for (Group group : sorted) {
            group.start = start;
            next[group.number] = start;
            start += group.count;
        }
        for (int row = 0; row < size; row++) {
            order[next[groupOf[row]]++] = row;
        }
        for (Group group : sorted) {
            if (!group.sorted) {
                sortByTime(group);
            }
        }
        return sorted;
    }

    private void sortByTime(Group group) {
        Integer[] rows = new Integer[group.count];
        Arrays.setAll(rows, i -> order[group.start + i]);
        Arrays.sort(rows, (a, b) -> Long.compare(time[a], time[b]));
        for (int i = 0; i < rows.length; i++) {
            order[group.start + i] = rows[i];
        }
    }

    /** Rows in the order in which they are written; valid after {@link #sort}. */
    int[] order() {
        return order;
    }

    void clear() {
        size = 0;
        last = null;
        numbers.clear();
        groups.clear();
        allColumns().forEach(ColumnBuffer::clear);
    }
}
