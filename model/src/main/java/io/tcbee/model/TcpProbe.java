package io.tcbee.model;

/**
 * {@code struct tcp_probe_event}: the state at each segment received in ESTABLISHED, before that
 * segment is processed; where functions can be traced, only at those that {@link TcpAck} leaves.
 *
 * <p>Source: tcp:tcp_probe.
 */
public final class TcpProbe {
    private static final EventType.Builder LAYOUT = EventType.defineWithState(3, "tcp_probe_event");

    public static final Field SEQ = LAYOUT.u32("seq", Unit.SEQUENCE, "First byte of the segment.");
    public static final Field END_SEQ = LAYOUT.u32("end_seq", Unit.SEQUENCE, "Past its last byte.");
    public static final Field ACK_SEQ =
            LAYOUT.u32("ack_seq", Unit.SEQUENCE, "Its acknowledgment number.");
    public static final Field DATA_LENGTH =
            LAYOUT.u32("data_length", Unit.BYTES, "Bytes of its payload.");

    public static final EventType TYPE = LAYOUT.build();

    private TcpProbe() {}
}
