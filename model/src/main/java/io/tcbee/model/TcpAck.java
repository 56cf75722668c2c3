package io.tcbee.model;

/**
 * {@code struct tcp_ack_event}: the state at each received segment whose acknowledgment was
 * processed, afterwards.
 *
 * <p>Source: the exit of {@code tcp_ack} (net/ipv4/tcp_input.c).
 */
public final class TcpAck {
    private static final EventType.Builder LAYOUT = EventType.defineWithState(20, "tcp_ack_event");

    public static final Field SEQ = LAYOUT.u32("seq", Unit.SEQUENCE, "First byte of the segment.");
    public static final Field END_SEQ = LAYOUT.u32("end_seq", Unit.SEQUENCE, "Past its last byte.");
    public static final Field ACK_SEQ =
            LAYOUT.u32("ack_seq", Unit.SEQUENCE, "Its acknowledgment number.");
    public static final Field DATA_LENGTH =
            LAYOUT.u32("data_length", Unit.BYTES, "Bytes of its payload.");

    public static final EventType TYPE = LAYOUT.build();

    private TcpAck() {}
}
