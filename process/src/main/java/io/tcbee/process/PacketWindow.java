package io.tcbee.process;

import io.tcbee.store.Column;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of table {@code packets}, each as one record of 64-bit words.
 *
 * <p>In order of its columns a record is packed: each value takes as many bits as its column, from
 * the lowest on, and begins a new word where it does not fit into the last. The last word has a bit
 * for each column that has a value.
 */
final class PacketWindow extends TableWindow {
    private static final List<Column> COLUMNS = PacketColumns.TABLE.columns();
    private static final int[] WIDTHS =
            COLUMNS.stream().mapToInt(column -> column.type().bytes()).toArray();
    private static final int[] WORDS = new int[WIDTHS.length];
    private static final int[] SHIFTS = new int[WIDTHS.length];

    /** Words of a record. */
    static final int STRIDE = place();

    private long[] records = new long[64 * STRIDE];

    PacketWindow() {
        super(PacketColumns.TABLE);
    }

    private static int place() {
        int word = 0;
        int bits = 0;
        for (int i = 0; i < WIDTHS.length; i++) {
            if (bits + 8 * WIDTHS[i] > Long.SIZE) {
                word++;
                bits = 0;
            }
            WORDS[i] = word;
            SHIFTS[i] = bits;
            bits += 8 * WIDTHS[i];
        }
        return word + 2;
    }

    /**
     * Adds a row.
     *
     * @return where its record of zeros begins in {@link #records}
     */
    int begin(int connection, int side, long timeNs) {
        int at = order.add(connection, side, timeNs) * STRIDE;
        if (at == records.length) {
            records = Arrays.copyOf(records, 2 * at);
        }
        return at;
    }

    long[] records() {
        return records;
    }

    @Override
    public Reader reader() {
        return new PacketReader();
    }

    /** Reads columns out of the records. */
    private final class PacketReader extends RowReader {
        private final int[] places = new int[STEP];
        private long always;

        @Override
        public void move(int from, int n) {
            super.move(from, n);
            always = -1;
            for (int i = 0; i < n; i++) {
                always &= records[rows[i] * STRIDE + STRIDE - 1];
            }
        }

        @Override
        public int values(int column, MemorySegment target, long[] absent) {
            Kernels.clear(absent);
            for (int i = 0; i < count; i++) {
                places[i] = rows[i] * STRIDE + WORDS[column];
            }
            Kernels.unpack(WIDTHS[column], records, places, count, SHIFTS[column], target);
            if ((always & 1L << column) != 0) {
                return 0;
            }
            int missing = 0;
            for (int i = 0; i < count; i++) {
                if ((records[rows[i] * STRIDE + STRIDE - 1] & 1L << column) == 0) {
                    absent[i >>> 6] |= 1L << i;
                    missing++;
                }
            }
            return missing;
        }
    }
}
