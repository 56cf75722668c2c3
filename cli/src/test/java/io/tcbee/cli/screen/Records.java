package io.tcbee.cli.screen;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Records as the kernel writes them: 8 bytes with the length, the event, padding to 8. */
final class Records {
    private static final int HEADER_BYTES = 8;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** One event, to be filled. */
    static final class Event {
        private final MemorySegment event;

        private Event(EventType type, long cookie, long timeNs) {
            event = MemorySegment.ofArray(new byte[type.size()]);
            with(EventHeader.TYPE, type.id());
            with(EventHeader.LENGTH, type.size());
            with(EventHeader.COOKIE, cookie);
            with(EventHeader.TIME_NS, timeNs);
        }

        Event with(Field field, long value) {
            for (int i = 0; i < field.length(); i++) {
                event.set(ValueLayout.JAVA_BYTE, field.offset() + i, (byte) (value >>> (8 * i)));
            }
            return this;
        }

        Event with(Field field, byte... value) {
            MemorySegment.copy(
                    MemorySegment.ofArray(value), 0, event, field.offset(), value.length);
            return this;
        }
    }

    static Event event(EventType type, long cookie, long timeNs) {
        return new Event(type, cookie, timeNs);
    }

    Records add(Event event) {
        return add(event, 0);
    }

    /** One that the kernel's program gave up. */
    Records discarded(Event event) {
        return add(event, 1 << 30);
    }

    private Records add(Event event, int flags) {
        byte[] body = event.event.toArray(ValueLayout.JAVA_BYTE);
        byte[] record = new byte[(HEADER_BYTES + body.length + 7) & ~7];
        MemorySegment.ofArray(record)
                .set(
                        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                        0,
                        body.length | flags);
        System.arraycopy(body, 0, record, HEADER_BYTES, body.length);
        bytes.writeBytes(record);
        return this;
    }

    MemorySegment segment() {
        return MemorySegment.ofArray(bytes.toByteArray());
    }
}
