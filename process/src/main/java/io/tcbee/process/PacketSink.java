package io.tcbee.process;

import io.tcbee.tcp.Packet;
import java.lang.foreign.MemorySegment;

/** Told of each packet of a pass, beside the tables. */
@FunctionalInterface
interface PacketSink {
    /** Wants to know nothing. */
    PacketSink NONE = (packet, event, at, behind) -> {};

    /**
     * @param packet what it means
     * @param event holds the event, whose header is at {@code at}, during the call
     * @param behind bytes by which its members lie further back than those of packet_event; not 0
     *     if the sender's state lies before them
     */
    void packet(Packet packet, MemorySegment event, long at, long behind);
}
