package io.tcbee.model;

/**
 * {@code struct tcp_retransmit_synack_event}: one SYN-ACK sent again.
 *
 * <p>Source: tcp:tcp_retransmit_synack.
 */
public final class TcpRetransmitSynack {
    private static final EventType.Builder LAYOUT =
            EventType.define(7, "tcp_retransmit_synack_event");

    public static final Field LOCAL_ADDRESS =
            LAYOUT.bytes("local_address", 16, "Network order, IPv4 mapped.");
    public static final Field REMOTE_ADDRESS =
            LAYOUT.bytes("remote_address", 16, "Network order, IPv4 mapped.");
    public static final Field LOCAL_PORT = LAYOUT.u16("local_port", Unit.NONE, "Host order.");
    public static final Field REMOTE_PORT = LAYOUT.u16("remote_port", Unit.NONE, "Host order.");
    public static final Field NETNS =
            LAYOUT.u32("netns", Unit.NONE, "Inode number of the network namespace.");
    public static final Field SNT_ISN =
            LAYOUT.u32("snt_isn", Unit.SEQUENCE, "Our initial sequence number.");
    public static final Field RCV_ISN =
            LAYOUT.u32("rcv_isn", Unit.SEQUENCE, "The peer's initial sequence number.");
    public static final Field NUM_TIMEOUT =
            LAYOUT.u32("num_timeout", Unit.NONE, "Timeouts so far.");
    public static final Field NUM_RETRANS =
            LAYOUT.u32("num_retrans", Unit.NONE, "SYN-ACKs retransmitted so far.");

    public static final EventType TYPE = LAYOUT.build();

    private TcpRetransmitSynack() {}
}
