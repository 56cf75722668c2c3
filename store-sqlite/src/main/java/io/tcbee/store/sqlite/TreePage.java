package io.tcbee.store.sqlite;

import java.nio.ByteBuffer;

/**
 * One page of a b-tree: a header, where the cells are, and from the end on the cells themselves
 * (sqlite.org, fileformat2, section 1.6). Used again.
 */
final class TreePage {
    static final int INDEX_INTERIOR = 2;
    static final int TABLE_INTERIOR = 5;
    static final int INDEX_LEAF = 10;
    static final int TABLE_LEAF = 13;

    private final byte[] bytes = new byte[PageFile.SIZE];
    private final ByteBuffer page = ByteBuffer.wrap(bytes);
    private final int type;
    private final int header;
    private int cells;
    private int content;

    TreePage(int type) {
        this.type = type;
        this.header = type == INDEX_LEAF || type == TABLE_LEAF ? 8 : 12;
        clear();
    }

    void clear() {
        cells = 0;
        content = PageFile.SIZE;
    }

    int cells() {
        return cells;
    }

    boolean hasRoom(int length) {
        return header + 2 * (cells + 1) + length <= content;
    }

    /**
     * Makes room for one more cell, behind the others.
     *
     * @return where it begins in {@link #bytes}
     */
    int add(int length) {
        content -= length;
        page.putShort(header + 2 * cells, (short) content);
        cells++;
        return content;
    }

    void add(byte[] cell) {
        int at = add(cell.length);
        System.arraycopy(cell, 0, bytes, at, cell.length);
    }

    /** Takes the last cell out. */
    byte[] removeLast() {
        cells--;
        int end =
                cells == 0
                        ? PageFile.SIZE
                        : Short.toUnsignedInt(page.getShort(header + 2 * (cells - 1)));
        byte[] cell = new byte[end - content];
        System.arraycopy(bytes, content, cell, 0, cell.length);
        content = end;
        return cell;
    }

    /** The page, to be changed by whoever made room in it. */
    ByteBuffer page() {
        return page;
    }

    byte[] bytes() {
        return bytes;
    }

    /**
     * The page as it goes into the file.
     *
     * @param right the last child of an interior page
     */
    byte[] finish(int right) {
        page.put(0, (byte) type);
        page.putShort(1, (short) 0);
        page.putShort(3, (short) cells);
        page.putShort(5, (short) content);
        page.put(7, (byte) 0);
        if (header == 12) {
            page.putInt(8, right);
        }
        return bytes;
    }
}
