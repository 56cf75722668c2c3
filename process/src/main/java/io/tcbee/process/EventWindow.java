package io.tcbee.process;

import io.tcbee.model.Field;
import io.tcbee.store.Rows;
import io.tcbee.tcp.SequenceSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Rows that are the kernel's events. An event of the trace stays where it is and is read from
 * there; what will not stay is copied.
 */
final class EventWindow extends TableWindow {
    /** Copies at which a window is full. */
    private static final int COPIED_BYTES = 32 << 20;

    private final EventTables.Definition definition;

    /** Of each column the field that a row of few columns has; null if it has none. */
    private final Field[] few;

    /** What the events are read from that stay where they are. */
    private final MemorySegment source;

    private final boolean sequences;

    /** Where the event is in {@link #source}; if less than 0, the complement of that in a copy. */
    private long[] places = new long[64];

    private final BitSet rowsOfFew = new BitSet();
    private MemorySegment copies = MemorySegment.NULL;
    private long copied;

    /** Per space (own, peer) and row what a number is relative to. */
    private long[][] highest = {{}, {}};

    private int[][] bases = {{}, {}};

    EventWindow(EventTables.Definition definition, MemorySegment source) {
        super(definition.table());
        this.definition = definition;
        this.source = source;
        few = new Field[definition.cells().size()];
        for (int i = 0; i < few.length && definition.few() != null; i++) {
            few[i] = definition.few().field(name(definition.cells().get(i)));
        }
        sequences = definition.cells().stream().anyMatch(cell -> cell.space() >= 0);
        growSpaces(places.length);
    }

    /** The column {@code event} is the header's type. */
    private static String name(EventTables.Cell cell) {
        return cell.field() == null ? cell.column().name() : cell.field().name();
    }

    /** Adds the event at {@code at} of a connection whose two spaces are as they are now. */
    void add(
            int connection,
            int side,
            long timeNs,
            MemorySegment event,
            long at,
            boolean ofFew,
            SequenceSpace own,
            SequenceSpace peer) {
        int row = order.add(connection, side, timeNs);
        if (row == places.length) {
            places = Arrays.copyOf(places, row * 2);
            growSpaces(row * 2);
        }
        int bytes = definition.bytes();
        if (ofFew) {
            rowsOfFew.set(row);
            bytes = definition.few().size();
        }
        places[row] = event.equals(source) ? at : ~copy(event, at, bytes);
        if (sequences) {
            note(0, row, own);
            note(1, row, peer);
        }
    }

    private long copy(MemorySegment event, long at, int bytes) {
        if (copied + bytes > copies.byteSize()) {
            MemorySegment larger = Arena.ofAuto().allocate(Math.max(64L * bytes, 2 * copied));
            MemorySegment.copy(copies, 0, larger, 0, copied);
            copies = larger;
        }
        MemorySegment.copy(event, at, copies, copied, bytes);
        copied += bytes;
        return copied - bytes;
    }

    private void growSpaces(int capacity) {
        for (int space = 0; space < 2 && sequences; space++) {
            highest[space] = Arrays.copyOf(highest[space], capacity);
            bases[space] = Arrays.copyOf(bases[space], capacity);
        }
    }

    private void note(int space, int row, SequenceSpace numbers) {
        highest[space][row] = numbers.known() ? numbers.highest() : Long.MIN_VALUE;
        bases[space][row] = numbers.initial() + (int) numbers.highest();
    }

    @Override
    boolean isFull() {
        return super.isFull() || copied >= COPIED_BYTES;
    }

    @Override
    void clear() {
        super.clear();
        rowsOfFew.clear();
        copied = 0;
    }

    @Override
    public Reader reader() {
        return new EventReader();
    }

    /** Reads columns from where the events lie. */
    private final class EventReader extends RowReader {
        private final List<EventTables.Cell> cells = definition.cells();
        private final long[] at = new long[STEP];
        private MemorySegment bytes = source;
        private MemorySegment gathered;
        private boolean anyOfFew;

        @Override
        public void move(int from, int n) {
            super.move(from, n);
            int copies = 0;
            anyOfFew = false;
            for (int i = 0; i < n; i++) {
                at[i] = places[rows[i]];
                copies += at[i] < 0 ? 1 : 0;
            }
            if (!rowsOfFew.isEmpty()) {
                for (int i = 0; i < n && !anyOfFew; i++) {
                    anyOfFew = rowsOfFew.get(rows[i]);
                }
            }
            if (copies == 0) {
                bytes = source;
            } else if (copies == n) {
                bytes = EventWindow.this.copies;
                for (int i = 0; i < n; i++) {
                    at[i] = ~at[i];
                }
            } else {
                gather(n);
            }
        }

        /** Brings events together that lie here and there. */
        private void gather(int n) {
            int stride = definition.bytes();
            if (gathered == null) {
                gathered = Arena.ofAuto().allocate((long) STEP * stride);
            }
            for (int i = 0; i < n; i++) {
                MemorySegment from = at[i] < 0 ? EventWindow.this.copies : source;
                long place = at[i] < 0 ? ~at[i] : at[i];
                int length = rowsOfFew.get(rows[i]) ? definition.few().size() : stride;
                MemorySegment.copy(from, place, gathered, (long) i * stride, length);
                at[i] = (long) i * stride;
            }
            bytes = gathered;
        }

        @Override
        public int values(int column, MemorySegment target, long[] absent) {
            Kernels.clear(absent);
            EventTables.Cell cell = cells.get(column);
            int width = cell.column().type().bytes();
            Field field = cell.field();
            if (anyOfFew || field == null) {
                return each(column, cell, target, absent);
            }
            if (cell.space() >= 0) {
                return Kernels.unwrap(
                        bytes,
                        at,
                        count,
                        field.offset(),
                        rows,
                        highest[cell.space()],
                        bases[cell.space()],
                        cell.absent(),
                        target,
                        absent);
            }
            if (field.length() != width) {
                return each(column, cell, target, absent);
            }
            Kernels.copy(width, bytes, at, count, field.offset(), target);
            return cell.absent() == EventTables.NONE_ABSENT
                    ? 0
                    : Kernels.absent(width, target, count, cell.absent(), absent);
        }

        private int each(int column, EventTables.Cell cell, MemorySegment target, long[] absent) {
            int width = cell.column().type().bytes();
            int missing = 0;
            for (int i = 0; i < count; i++) {
                long value = value(column, cell, i);
                if (value == Rows.ABSENT) {
                    absent[i >>> 6] |= 1L << i;
                    missing++;
                } else {
                    Kernels.set(width, target, i, value);
                }
            }
            return missing;
        }

        private long value(int column, EventTables.Cell cell, int i) {
            Field field = cell.field();
            if (!rowsOfFew.isEmpty() && rowsOfFew.get(rows[i])) {
                field = few[column];
                if (field == null) {
                    return Rows.ABSENT;
                }
            } else if (cell.custom() != null) {
                return cell.custom().read(bytes, at[i]);
            }
            long value = field.get(bytes, at[i]);
            if (value == cell.absent()) {
                return Rows.ABSENT;
            }
            if (cell.space() < 0) {
                return value;
            }
            long high = highest[cell.space()][rows[i]];
            return high == Long.MIN_VALUE
                    ? Rows.ABSENT
                    : high + ((int) value - bases[cell.space()][rows[i]]);
        }
    }
}
