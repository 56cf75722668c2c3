package io.tcbee.store.sqlite;

import io.tcbee.store.Column;
import io.tcbee.store.Rows;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Rows of one table of a new file, as the pages that SQLite would make of them, and the pages of
 * the table's index.
 *
 * <p>SQL costs more than the row itself: this is several times as fast as inserting.
 */
final class PageSink implements RowSink {
    private static final int SERIES_BITS = 16;

    private final PageFile file;
    private final Table table;
    private final boolean derived;
    private final Column.Type[] columns;
    private final int[] types;
    private final long[] values;
    private final TreePage leaf = new TreePage(TreePage.TABLE_LEAF);
    private final Tree tree;
    private final Tree index;
    private final IndexEntries entries;
    private long rowid;

    /**
     * @param spill a file of its own, for the index until it is in order
     */
    PageSink(PageFile file, Table table, Path spill) {
        this.file = file;
        this.table = table;
        this.derived = table.equals(SqliteWriter.DERIVED);
        this.columns = table.columns().stream().map(Column::type).toArray(Column.Type[]::new);
        this.types = new int[columns.length + 3];
        this.values = new long[columns.length + 3];
        this.tree = new Tree(file, TreePage.TABLE_INTERIOR);
        this.index = new Tree(file, TreePage.INDEX_INTERIOR);
        this.entries = new IndexEntries(spill);
    }

    String table() {
        return table.name();
    }

    @Override
    public void append(Rows rows) {
        try {
            for (int row = 0; row < rows.size(); row++) {
                long key = rows.connections()[row] << 1 | rows.sides()[row];
                entries.add(
                        derived ? key << SERIES_BITS | rows.values(0)[row] : key,
                        rows.times()[row]);
                take(rows, row);
                write();
            }
        } catch (IOException e) {
            throw new StoreException("write " + table.name() + ": " + e.getMessage(), e);
        }
    }

    private void take(Rows rows, int row) {
        integer(0, rows.connections()[row]);
        integer(1, rows.sides()[row]);
        integer(2, rows.times()[row]);
        for (int c = 0; c < columns.length; c++) {
            long value = rows.values(c)[row];
            if (value == Rows.ABSENT) {
                types[c + 3] = 0;
            } else if (columns[c] == Column.Type.DOUBLE) {
                types[c + 3] = 7;
                values[c + 3] = value;
            } else if (columns[c] == Column.Type.UINT64 && value < 0) {
                types[c + 3] = 7;
                values[c + 3] = Double.doubleToRawLongBits(columns[c].number(value));
            } else {
                integer(c + 3, value);
            }
        }
    }

    private void integer(int at, long value) {
        types[at] = Varint.type(value);
        values[at] = value;
    }

    private void write() throws IOException {
        int body = 0;
        for (int type : types) {
            body += Varint.bytes(type);
        }
        // Serial types of numbers are below 10: one byte each.
        int header = types.length + (types.length < 127 ? 1 : 2);
        int payload = header + body;
        int length = Varint.length(payload) + Varint.length(rowid + 1) + payload;
        if (!leaf.hasRoom(length)) {
            if (leaf.cells() == 0) {
                throw new StoreException("write " + table.name() + ": a row is longer than a page");
            }
            byte[] separator = new byte[Varint.length(rowid)];
            Varint.put(separator, 0, rowid);
            tree.leaf(leaf.finish(0), separator);
            leaf.clear();
        }
        rowid++;
        byte[] bytes = leaf.bytes();
        int at = leaf.add(length);
        at = Varint.put(bytes, at, payload);
        at = Varint.put(bytes, at, rowid);
        at = Varint.put(bytes, at, header);
        for (int type : types) {
            bytes[at++] = (byte) type;
        }
        for (int c = 0; c < types.length; c++) {
            at = Varint.put(bytes, at, types[c], values[c]);
        }
    }

    @Override
    public void finish() {
        try {
            if (rowid > 0) {
                tree.lastLeaf(leaf.finish(0));
                writeIndex();
            }
        } catch (IOException e) {
            throw new StoreException("write " + table.name() + ": " + e.getMessage(), e);
        }
    }

    private void writeIndex() throws IOException {
        TreePage page = new TreePage(TreePage.INDEX_LEAF);
        long[] left = {entries.count()};
        entries.drain((key, timeNs, row) -> {
            byte[] cell = cell(key, timeNs, row);
            left[0]--;
            if (page.hasRoom(cell.length)) {
                page.add(cell);
            } else if (left[0] > 0) {
                index.leaf(page.finish(0), cell);
                page.clear();
            } else {
                // A leaf is never empty: the last entry goes there, the one before it up.
                byte[] separator = page.removeLast();
                index.leaf(page.finish(0), separator);
                page.clear();
                page.add(cell);
            }
        });
        index.lastLeaf(page.finish(0));
    }

    /** The index's columns and the row: length, serial types, values. */
    private byte[] cell(long key, long timeNs, long row) {
        long end = derived ? key >> SERIES_BITS : key;
        long[] parts =
                derived
                        ? new long[] {
                            end >> 1, end & 1, key & ((1 << SERIES_BITS) - 1), timeNs, row
                        }
                        : new long[] {end >> 1, end & 1, timeNs, row};
        byte[] cell = new byte[2 + parts.length * 9];
        int at = 1;
        cell[at++] = (byte) (parts.length + 1);
        for (long part : parts) {
            cell[at++] = (byte) Varint.type(part);
        }
        for (long part : parts) {
            at = Varint.put(cell, at, Varint.type(part), part);
        }
        cell[0] = (byte) (at - 1);
        return Arrays.copyOf(cell, at);
    }

    /** Puts the uppermost pages where SQLite looks for them. */
    void writeRoots(int tableRoot, int indexRoot) throws IOException {
        if (rowid > 0) {
            file.write(tableRoot, tree.root());
            file.write(indexRoot, index.root());
        }
    }

    @Override
    public void close() {
        entries.close();
    }
}
