package io.tcbee.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A b-tree that grows at its right end: leaves come in order, the levels above them at the end, and
 * the uppermost page goes to the root.
 */
final class Tree {
    private final PageFile file;
    private final int interior;
    private final List<Integer> children = new ArrayList<>();

    /** What stands between child i and child i + 1. */
    private final List<byte[]> separators = new ArrayList<>();

    private byte[] pending;

    Tree(PageFile file, int interior) {
        this.file = file;
        this.interior = interior;
    }

    /**
     * Adds a leaf that has others after it.
     *
     * @param separator what stands between it and the next
     */
    void leaf(byte[] leaf, byte[] separator) throws IOException {
        children.add(file.append(leaf));
        separators.add(separator);
    }

    /** Adds the last leaf, which has at least one cell unless it is the only one. */
    void lastLeaf(byte[] leaf) throws IOException {
        if (children.isEmpty()) {
            pending = Arrays.copyOf(leaf, leaf.length);
        } else {
            children.add(file.append(leaf));
            build();
        }
    }

    /** Writes level after level, until one page holds all. */
    private void build() throws IOException {
        while (pending == null) {
            List<Integer> above = new ArrayList<>();
            List<byte[]> between = new ArrayList<>();
            TreePage page = new TreePage(interior);
            for (int i = 0; i < children.size(); i++) {
                boolean last = i == children.size() - 1;
                boolean fits = !last && page.hasRoom(4 + separators.get(i).length);
                if (fits) {
                    cell(page, children.get(i), separators.get(i));
                    continue;
                }
                if (last && above.isEmpty()) {
                    pending = Arrays.copyOf(page.finish(children.get(i)), PageFile.SIZE);
                    return;
                }
                if (!last && i == children.size() - 2) {
                    // One child would be left alone: it takes its neighbour along.
                    byte[] moved = page.removeLast();
                    int right = ByteBuffer.wrap(moved).getInt();
                    above.add(file.append(page.finish(right)));
                    between.add(Arrays.copyOfRange(moved, 4, moved.length));
                    page.clear();
                    cell(page, children.get(i), separators.get(i));
                    continue;
                }
                above.add(file.append(page.finish(children.get(i))));
                if (!last) {
                    between.add(separators.get(i));
                }
                page.clear();
            }
            children.clear();
            children.addAll(above);
            separators.clear();
            separators.addAll(between);
        }
    }

    private static void cell(TreePage page, int child, byte[] separator) {
        int at = page.add(4 + separator.length);
        page.page().putInt(at, child);
        System.arraycopy(separator, 0, page.bytes(), at + 4, separator.length);
    }

    /** The uppermost page; null if the tree has no row. */
    byte[] root() {
        return pending;
    }
}
