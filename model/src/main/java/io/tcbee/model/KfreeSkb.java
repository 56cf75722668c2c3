package io.tcbee.model;

/**
 * {@code struct kfree_skb_event}: a TCP packet that the kernel dropped.
 *
 * <p>Source: skb:kfree_skb.
 */
public final class KfreeSkb {
    private static final EventType.Builder LAYOUT = EventType.define(18, "kfree_skb_event");

    public static final Field SOURCE_ADDRESS =
            LAYOUT.bytes("source_address", 16, "Network order, IPv4 mapped.");
    public static final Field DEST_ADDRESS =
            LAYOUT.bytes("dest_address", 16, "Network order, IPv4 mapped.");
    public static final Field SOURCE_PORT = LAYOUT.u16("source_port", Unit.NONE, "Host order.");
    public static final Field DEST_PORT = LAYOUT.u16("dest_port", Unit.NONE, "Host order.");
    public static final Field NETNS =
            LAYOUT.u32("netns", Unit.NONE, "Inode number of the network namespace.");
    public static final Field LOCATION =
            LAYOUT.u64(
                    "location",
                    Unit.NONE,
                    "Address in the kernel's code that dropped it; the trace names it.");
    public static final Field SEQ = LAYOUT.u32("seq", Unit.SEQUENCE, "First byte of the packet.");
    public static final Field ACK_SEQ =
            LAYOUT.u32("ack_seq", Unit.SEQUENCE, "Its acknowledgment number.");
    public static final Field PAYLOAD_LENGTH =
            LAYOUT.u32("payload_length", Unit.BYTES, "Bytes of its payload.");
    public static final Field IFINDEX =
            LAYOUT.u32("ifindex", Unit.NONE, "Interface; 0 is not known.");
    public static final Field TCP_FLAGS = LAYOUT.u32("tcp_flags", Unit.NONE, "TCP flags of it.");
    public static final Field REASON =
            LAYOUT.u32(
                    "reason",
                    Unit.NONE,
                    "Enum skb_drop_reason of the recording kernel; the trace names it.");

    public static final EventType TYPE = LAYOUT.build();

    private KfreeSkb() {}
}
