package io.tcbee.model;

/**
 * {@code struct tcp_bad_csum_event}: a segment that arrived with a wrong checksum.
 *
 * <p>Source: tcp:tcp_bad_csum.
 */
public final class TcpBadCsum {
    private static final EventType.Builder LAYOUT = EventType.define(16, "tcp_bad_csum_event");

    public static final Field SOURCE_ADDRESS =
            LAYOUT.bytes("source_address", 16, "Network order, IPv4 mapped.");
    public static final Field DEST_ADDRESS =
            LAYOUT.bytes("dest_address", 16, "Network order, IPv4 mapped.");
    public static final Field SOURCE_PORT = LAYOUT.u16("source_port", Unit.NONE, "Host order.");
    public static final Field DEST_PORT = LAYOUT.u16("dest_port", Unit.NONE, "Host order.");
    public static final Field NETNS =
            LAYOUT.u32("netns", Unit.NONE, "Inode number of the network namespace.");
    public static final Field SEQ = LAYOUT.u32("seq", Unit.SEQUENCE, "First byte of the segment.");
    public static final Field ACK_SEQ =
            LAYOUT.u32("ack_seq", Unit.SEQUENCE, "Its acknowledgment number.");
    public static final Field PAYLOAD_LENGTH =
            LAYOUT.u32("payload_length", Unit.BYTES, "Bytes of its payload.");
    public static final Field IFINDEX =
            LAYOUT.u32("ifindex", Unit.NONE, "Interface that it came from; 0 is not known.");
    public static final Field TCP_FLAGS = LAYOUT.u32("tcp_flags", Unit.NONE, "TCP flags of it.");
    public static final Field WINDOW =
            LAYOUT.u32("window", Unit.NONE, "Its window field, not scaled.");

    public static final EventType TYPE = LAYOUT.build();

    private TcpBadCsum() {}
}
