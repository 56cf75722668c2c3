package io.tcbee.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.Field;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Rows;
import io.tcbee.tcp.SequenceSpace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A table whose rows are the kernel's events: the bytes are kept as they came, and become columns
 * when the window is full, one loop per column.
 */
final class EventTable extends TableWriter {
    private static final int WINDOW_BYTES = 32 << 20;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int UNKNOWN = 0;
    private static final int KNOWN = 1;

    private final EventTables.Definition definition;

    /** Of each column the field that a row of few columns has; null if it has none. */
    private final Field[] few;

    private final BitSet rowsOfFew = new BitSet();
    private final int stride;
    private MemorySegment bytes;

    /** Per row and space (own, peer): whether it is known, and what a number is relative to. */
    private byte[][] known = new byte[2][64];

    private int[][] initials = new int[2][64];
    private long[][] highest = new long[2][64];

    EventTable(EventTables.Definition definition, FlowWriter writer, ConnectionIds ids) {
        super(definition.table(), WINDOW_BYTES / definition.bytes(), writer, ids);
        this.definition = definition;
        stride = definition.bytes();
        few = new Field[definition.cells().size()];
        for (int i = 0; i < few.length && definition.few() != null; i++) {
            few[i] = definition.few().field(name(definition.cells().get(i)));
        }
        bytes = MemorySegment.ofArray(new byte[64 * stride]);
    }

    /** The column {@code event} is the header's type. */
    private static String name(EventTables.Cell cell) {
        return cell.field() == null ? cell.column().name() : cell.field().name();
    }

    EventTables.Definition definition() {
        return definition;
    }

    /** Adds the event at {@code at} of a connection whose two spaces are as they are now. */
    void add(
            int connection,
            int side,
            long timeNs,
            MemorySegment event,
            long at,
            SequenceSpace own,
            SequenceSpace peer) {
        int row = order.add(connection, side, timeNs);
        if (row == known[0].length) {
            grow(row * 2);
        }
        if (definition.few() != null && EventHeader.TYPE.get(event, at) == definition.few().id()) {
            MemorySegment.copy(event, at, bytes, (long) row * stride, definition.few().size());
            rowsOfFew.set(row);
        } else {
            MemorySegment.copy(event, at, bytes, (long) row * stride, stride);
        }
        note(0, row, own);
        note(1, row, peer);
        flushIfFull();
    }

    private void note(int space, int row, SequenceSpace numbers) {
        known[space][row] = (byte) (numbers.known() ? KNOWN : UNKNOWN);
        initials[space][row] = numbers.initial();
        highest[space][row] = numbers.highest();
    }

    private void grow(int capacity) {
        byte[] larger = new byte[capacity * stride];
        MemorySegment.copy(bytes, JAVA_BYTE, 0, larger, 0, (int) bytes.byteSize());
        bytes = MemorySegment.ofArray(larger);
        for (int space = 0; space < 2; space++) {
            known[space] = Arrays.copyOf(known[space], capacity);
            initials[space] = Arrays.copyOf(initials[space], capacity);
            highest[space] = Arrays.copyOf(highest[space], capacity);
        }
    }

    @Override
    void copy(int column, int[] sorted, int from, int to, long[] target) {
        EventTables.Cell cell = definition.cells().get(column);
        if (cell.custom() == null) {
            read(cell.field(), sorted, from, to, target);
        } else {
            for (int i = from; i < to; i++) {
                target[i - from] = cell.custom().read(bytes, (long) sorted[i] * stride);
            }
        }
        if (!rowsOfFew.isEmpty()) {
            readFew(few[column], sorted, from, to, target);
        }
        if (cell.absent() != EventTables.NONE_ABSENT) {
            for (int i = 0; i < to - from; i++) {
                if (target[i] == cell.absent()) {
                    target[i] = Rows.ABSENT;
                }
            }
        }
        if (cell.space() >= 0) {
            unwrap(cell.space(), sorted, from, to, target);
        }
    }

    /** Puts right what {@link #read} took of rows that are laid out otherwise. */
    private void readFew(Field field, int[] sorted, int from, int to, long[] target) {
        for (int i = from; i < to; i++) {
            if (rowsOfFew.get(sorted[i])) {
                long at = (long) sorted[i] * stride;
                target[i - from] = field == null ? Rows.ABSENT : field.get(bytes, at);
            }
        }
    }

    @Override
    void cleared() {
        rowsOfFew.clear();
    }

    private void read(Field field, int[] sorted, int from, int to, long[] target) {
        MemorySegment source = bytes;
        long offset = field.offset();
        switch (field.kind()) {
            case U8 -> {
                for (int i = from; i < to; i++) {
                    byte value = source.get(JAVA_BYTE, (long) sorted[i] * stride + offset);
                    target[i - from] = Byte.toUnsignedLong(value);
                }
            }
            case U16 -> {
                for (int i = from; i < to; i++) {
                    short value = source.get(U16, (long) sorted[i] * stride + offset);
                    target[i - from] = Short.toUnsignedLong(value);
                }
            }
            case U32 -> {
                for (int i = from; i < to; i++) {
                    int value = source.get(U32, (long) sorted[i] * stride + offset);
                    target[i - from] = Integer.toUnsignedLong(value);
                }
            }
            case S32 -> {
                for (int i = from; i < to; i++) {
                    target[i - from] = source.get(U32, (long) sorted[i] * stride + offset);
                }
            }
            case U64 -> {
                for (int i = from; i < to; i++) {
                    target[i - from] = source.get(U64, (long) sorted[i] * stride + offset);
                }
            }
            case BYTES, TEXT -> throw new IllegalStateException("no number: " + field.name());
        }
    }

    /** As {@link SequenceSpace#unwrap}, of the spaces as they were at each event. */
    private void unwrap(int space, int[] sorted, int from, int to, long[] target) {
        for (int i = from; i < to; i++) {
            int row = sorted[i];
            long raw = target[i - from];
            if (raw == Rows.ABSENT) {
                continue;
            }
            long high = highest[space][row];
            target[i - from] =
                    known[space][row] == UNKNOWN
                            ? Rows.ABSENT
                            : high + ((int) raw - (initials[space][row] + (int) high));
        }
    }
}
