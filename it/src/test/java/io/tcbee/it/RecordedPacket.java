package io.tcbee.it;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.PacketStateEvent;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.TraceReader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A packet as the recorder stored it, read without anything of the processing.
 *
 * @param timeNs CLOCK_MONOTONIC
 * @param headers IP then TCP, network order, nothing behind them
 */
record RecordedPacket(
        long timeNs,
        long cookie,
        long ifindex,
        boolean outgoing,
        int ipLength,
        long payloadLength,
        ByteBuffer headers) {

    /** All packets of a trace, in order of time. */
    static List<RecordedPacket> of(Path trace) {
        try (TraceReader reader = TraceReader.open(trace)) {
            List<RecordedPacket> packets = new ArrayList<>();
            for (EventCursor events = reader.events(); events.next(); ) {
                if (events.type() == PacketEvent.TYPE.id()
                        || events.type() == PacketStateEvent.TYPE.id()) {
                    packets.add(of(events));
                }
            }
            return packets;
        }
    }

    private static RecordedPacket of(EventCursor events) {
        EventType type = EventTypes.byId(events.type());
        int ip = (int) get(type, "ip_length", events);
        int length = ip + (int) get(type, "tcp_length", events);
        MemorySegment headers =
                events.segment().asSlice(events.at() + type.field("headers").offset(), length);
        return new RecordedPacket(
                events.timeNs(),
                EventHeader.COOKIE.get(events.segment(), events.at()),
                get(type, "ifindex", events),
                get(type, "direction", events) == 1,
                ip,
                get(type, "payload_length", events),
                ByteBuffer.wrap(headers.toArray(JAVA_BYTE)));
    }

    private static long get(EventType type, String field, EventCursor events) {
        return type.field(field).get(events.segment(), events.at());
    }

    int sourcePort() {
        return Short.toUnsignedInt(headers.getShort(ipLength));
    }

    int destinationPort() {
        return Short.toUnsignedInt(headers.getShort(ipLength + 2));
    }

    /** 0 to 2^32 - 1. */
    long seq() {
        return Integer.toUnsignedLong(headers.getInt(ipLength + 4));
    }

    long ack() {
        return Integer.toUnsignedLong(headers.getInt(ipLength + 8));
    }

    /** FIN 1, SYN 2, RST 4, ... */
    int flags() {
        return Byte.toUnsignedInt(headers.get(ipLength + 13));
    }
}
