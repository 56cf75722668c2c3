package io.tcbee.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.Field;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.EventSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/**
 * Events as this version lays them out, whatever version recorded them.
 *
 * <p>A type that the trace lays out as we do is read in place; of another the fields are moved to
 * where we expect them.
 */
final class Layouts {
    private static final int SCRATCH = 1024;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final EventSource trace;
    private final EventType[] known;
    private final boolean[] moved;
    private final Set<String> missing = new HashSet<>();
    private final MemorySegment scratch = MemorySegment.ofArray(new byte[SCRATCH]);

    private MemorySegment segment;
    private long at;

    Layouts(EventSource trace) {
        this.trace = trace;
        int most = EventTypes.ALL.stream().mapToInt(EventType::id).max().orElse(0);
        known = new EventType[most + 1];
        moved = new boolean[most + 1];
        for (EventType type : EventTypes.ALL) {
            known[type.id()] = type;
            if (trace.info().eventTypes().stream().noneMatch(own -> own.id() == type.id())) {
                continue; // an older trace: it has no such events, and lacks nothing in others
            }
            for (Field field : type.fields()) {
                Field own = trace.resolve(type.id(), field);
                moved[type.id()] |= !field.equals(own);
                if (own == null) {
                    missing.add(key(type.id(), field));
                }
            }
        }
    }

    private static String key(int type, Field field) {
        return type + " " + field.name();
    }

    /** Whether the trace has that field in events of that type. */
    boolean has(int type, Field field) {
        return missing.isEmpty() || !missing.contains(key(type, field));
    }

    /** The type of the cursor's event, or null if this version does not know it. */
    EventType read(EventCursor cursor) {
        int id = cursor.type();
        EventType type = id >= 0 && id < known.length ? known[id] : null;
        if (type == null) {
            return null;
        }
        segment = cursor.segment();
        at = cursor.at();
        if (moved[id]) {
            move(type);
        }
        return type;
    }

    private void move(EventType type) {
        scratch.fill((byte) 0);
        long recorded = EventHeader.LENGTH.get(segment, at);
        for (Field field : type.fields()) {
            Field own = trace.resolve(type.id(), field);
            if (own == null) {
                continue;
            }
            switch (field.kind()) {
                case U8 -> scratch.set(JAVA_BYTE, field.offset(), (byte) own.get(segment, at));
                case U16 -> scratch.set(U16, field.offset(), (short) own.get(segment, at));
                case U32, S32 -> scratch.set(U32, field.offset(), (int) own.get(segment, at));
                case U64 -> scratch.set(U64, field.offset(), own.get(segment, at));
                case BYTES, TEXT -> {
                    long length = Math.min(own.length(), recorded - own.offset());
                    long room = Math.min(length, field.length());
                    MemorySegment.copy(segment, at + own.offset(), scratch, field.offset(), room);
                }
            }
        }
        long lengthened = type.fields().getLast().offset();
        Field last = trace.resolve(type.id(), type.fields().getLast());
        long length =
                last != null && last.kind() == Field.Kind.BYTES
                        ? lengthened + recorded - last.offset()
                        : type.size();
        scratch.set(U16, EventHeader.LENGTH.offset(), (short) length);
        segment = scratch;
        at = 0;
    }

    /** The bytes that hold the event read last. */
    MemorySegment segment() {
        return segment;
    }

    /** Where its header begins. */
    long at() {
        return at;
    }
}
