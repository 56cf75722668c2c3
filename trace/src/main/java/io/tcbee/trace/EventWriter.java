package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.RECORD_DISCARDED;
import static io.tcbee.trace.TraceFormat.RECORD_HEADER;
import static io.tcbee.trace.TraceFormat.U16;
import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Lays events out as the kernel's ring holds them, ready for {@link TraceWriter#records}.
 *
 * <pre>
 *   events.begin(TcpProbe.TYPE, timeNs, cookie, cpu).set(TcpProbe.SEQ, 1).set(TcpState.SND_CWND, 10);
 *   events.begin(...)...
 *   trace.records(cpu, events.records());
 *   events.clear();
 * </pre>
 *
 * <p>Grows as needed. One thread.
 */
public final class EventWriter {
    private static final long FIRST_CAPACITY = 4 << 10;

    private MemorySegment bytes = Arena.ofAuto().allocate(FIRST_CAPACITY, 8);
    private EventType type;
    private long record;
    private int length;
    private long end;

    /** Starts an event of all zeros but for its header; the one before is finished by it. */
    public EventWriter begin(EventType type, long timeNs, long cookie, int cpu) {
        finishEvent();
        this.type = type;
        record = end;
        length = type.size();
        end = record + TraceFormat.padded(RECORD_HEADER + (long) length);
        ensureCapacity();
        bytes.asSlice(record, end - record).fill((byte) 0);
        return set(EventHeader.TIME_NS, timeNs)
                .set(EventHeader.COOKIE, cookie)
                .set(EventHeader.TYPE, type.id())
                .set(EventHeader.CPU, cpu);
    }

    /**
     * Sets a field that is a number, cut to the bytes of its kind.
     *
     * @throws IllegalArgumentException if the event has no such field or it is a run of bytes
     */
    public EventWriter set(Field field, long value) {
        long at = place(field);
        switch (field.kind()) {
            case U8 -> bytes.set(JAVA_BYTE, at, (byte) value);
            case U16 -> bytes.set(U16, at, (short) value);
            case U32, S32 -> bytes.set(U32, at, (int) value);
            case U64 -> bytes.set(U64, at, value);
            case BYTES, TEXT ->
                    throw new IllegalArgumentException("is a run of bytes: field=" + field.name());
        }
        return this;
    }

    /**
     * Sets a field that is a run of bytes; what {@code value} does not fill stays zero.
     *
     * @throws IllegalArgumentException if the event has no such field, it is a number, or {@code
     *     value} is longer than it
     */
    public EventWriter set(Field field, byte[] value) {
        long at = place(field);
        boolean run = field.kind() == Field.Kind.BYTES || field.kind() == Field.Kind.TEXT;
        if (!run || value.length > field.length()) {
            throw new IllegalArgumentException(
                    "no run of " + value.length + " bytes: field=" + field.name());
        }
        MemorySegment.copy(value, 0, bytes, JAVA_BYTE, at, value.length);
        return this;
    }

    /** Sets a field that is a text, as UTF-8. */
    public EventWriter set(Field field, String value) {
        return set(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Records only the first {@code length} bytes of the event: its tail was not captured. */
    public EventWriter cut(int length) {
        requireEvent();
        if (length < EventHeader.SIZE || length > type.size()) {
            throw new IllegalArgumentException("not within the event: length=" + length);
        }
        this.length = length;
        return this;
    }

    /** Makes the event one that the probe gave up; readers pass over it. */
    public EventWriter discard() {
        requireEvent();
        finishEvent();
        int at = bytes.get(U32, record);
        bytes.set(U32, record, at | RECORD_DISCARDED);
        return this;
    }

    /** All records since {@link #clear}; valid until the next {@link #begin} or clear. */
    public MemorySegment records() {
        finishEvent();
        return bytes.asSlice(0, end).asReadOnly();
    }

    /** Forgets all records. */
    public void clear() {
        type = null;
        end = 0;
    }

    private void finishEvent() {
        if (type == null) {
            return;
        }
        set(EventHeader.LENGTH, length);
        bytes.set(U32, record, length);
        end = record + TraceFormat.padded(RECORD_HEADER + (long) length);
        type = null;
    }

    private long place(Field field) {
        requireEvent();
        boolean within = type.fields().contains(field);
        if (!within) {
            throw new IllegalArgumentException(
                    "no field of " + type.name() + ": field=" + field.name());
        }
        return record + RECORD_HEADER + field.offset();
    }

    private void requireEvent() {
        if (type == null) {
            throw new IllegalStateException("no event was begun");
        }
    }

    private void ensureCapacity() {
        if (end > bytes.byteSize()) {
            MemorySegment larger = Arena.ofAuto().allocate(Math.max(end, 2 * bytes.byteSize()), 8);
            MemorySegment.copy(bytes, 0, larger, 0, record);
            bytes = larger;
        }
    }
}
