package io.tcbee.model;

/**
 * {@code struct packet_state_event}: as {@link PacketEvent}, of a packet that goes out, with the
 * state of the socket that sends it.
 *
 * <p>Source: TCX or clsact.
 */
public final class PacketStateEvent {
    private static final EventType.Builder LAYOUT =
            EventType.defineWithState(12, "packet_state_event");

    public static final Field IFINDEX =
            LAYOUT.u32("ifindex", Unit.NONE, "Interface, unique within its network namespace.");
    public static final Field PAYLOAD_LENGTH =
            LAYOUT.u32("payload_length", Unit.BYTES, "Bytes of TCP payload in the whole packet.");
    public static final Field GSO_SEGS =
            LAYOUT.u16(
                    "gso_segs", Unit.SEGMENTS, "Segments in the packet; 0 or 1 is a single one.");
    public static final Field GSO_SIZE =
            LAYOUT.u16("gso_size", Unit.BYTES, "Bytes of payload per segment; 0 is a single one.");
    public static final Field DIRECTION = LAYOUT.u8("direction", Unit.NONE, "0 in, 1 out.");
    public static final Field IP_LENGTH =
            LAYOUT.u8(
                    "ip_length",
                    Unit.BYTES,
                    "Bytes of IP header in headers, extension headers included.");
    public static final Field TCP_LENGTH =
            LAYOUT.u8(
                    "tcp_length", Unit.BYTES, "Bytes of TCP header in headers, options included.");
    public static final Field HOOK = LAYOUT.u8("hook", Unit.NONE, "0 tcx, 1 clsact, 2 xdp.");
    public static final Field HEADERS =
            LAYOUT.bytes(
                    "headers",
                    120,
                    "Network order, IP then TCP; only the first ip_length + tcp_length bytes are recorded.");

    public static final EventType TYPE = LAYOUT.build();

    private PacketStateEvent() {}
}
