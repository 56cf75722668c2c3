package io.tcbee.process;

import io.tcbee.model.Field;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads the addresses of {@code struct socket_tuple}. */
final class Addresses {
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Addresses() {}

    /** Its first 8 bytes. */
    static long high(Field address, MemorySegment event, long at) {
        return event.get(LONG, at + address.offset());
    }

    /** Its last 8 bytes. */
    static long low(Field address, MemorySegment event, long at) {
        return event.get(LONG, at + address.offset() + 8);
    }
}
