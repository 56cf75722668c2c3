package io.tcbee.model;

/**
 * {@code struct packet_event}: the header bytes of one packet as the stack handed it over (GSO and
 * GRO packets whole).
 *
 * <p>Source: TCX, clsact or XDP; or a packet capture, which does not tell {@code gso_segs} and
 * {@code gso_size}.
 */
public final class PacketEvent {
    private static final EventType.Builder LAYOUT = EventType.define(1, "packet_event");

    public static final Field IFINDEX =
            LAYOUT.u32("ifindex", Unit.NONE, "Interface, unique within its network namespace.");
    public static final Field PAYLOAD_LENGTH =
            LAYOUT.u32("payload_length", Unit.BYTES, "Bytes of TCP payload in the whole packet.");
    public static final Field GSO_SEGS =
            LAYOUT.u16(
                    "gso_segs", Unit.SEGMENTS, "Segments in the packet; 0 or 1 is a single one.");
    public static final Field GSO_SIZE =
            LAYOUT.u16("gso_size", Unit.BYTES, "Bytes of payload per segment; 0 is a single one.");
    public static final Field DIRECTION =
            LAYOUT.u8("direction", Unit.NONE, "0 in, 1 out, 2 not told (a capture).");
    public static final Field IP_LENGTH =
            LAYOUT.u8(
                    "ip_length",
                    Unit.BYTES,
                    "Bytes of IP header in headers, extension headers included.");
    public static final Field TCP_LENGTH =
            LAYOUT.u8(
                    "tcp_length", Unit.BYTES, "Bytes of TCP header in headers, options included.");
    public static final Field HOOK =
            LAYOUT.u8("hook", Unit.NONE, "0 tcx, 1 clsact, 2 xdp, 3 a capture.");
    public static final Field HEADERS =
            LAYOUT.bytes(
                    "headers",
                    120,
                    "Network order, IP then TCP; only the first ip_length + tcp_length bytes are recorded.");

    public static final EventType TYPE = LAYOUT.build();

    private PacketEvent() {}
}
