package io.tcbee.model;

/**
 * {@code struct tcp_retransmit_skb_event}: one retransmission as the kernel decided it.
 *
 * <p>Source: tcp:tcp_retransmit_skb.
 */
public final class TcpRetransmitSkb {
    private static final EventType.Builder LAYOUT =
            EventType.defineWithState(6, "tcp_retransmit_skb_event");

    public static final Field SEQ = LAYOUT.u32("seq", Unit.SEQUENCE, "First byte retransmitted.");
    public static final Field END_SEQ = LAYOUT.u32("end_seq", Unit.SEQUENCE, "Past the last one.");
    public static final Field SEGS = LAYOUT.u32("segs", Unit.SEGMENTS, "Segments in it.");
    public static final Field TCP_FLAGS = LAYOUT.u32("tcp_flags", Unit.NONE, "TCP flags of it.");
    public static final Field CAUSE =
            LAYOUT.u8(
                    "cause",
                    Unit.NONE,
                    "0 not known, 1 loss probe, 2 timeout, 3 fast (RACK or duplicate ACKs), 4 slow start after a timeout.");
    public static final Field CAUSE_SOURCE =
            LAYOUT.u8(
                    "cause_source",
                    Unit.NONE,
                    "1 the place in the kernel's code is known, 2 from the state.");
    public static final Field TIMEOUTS =
            LAYOUT.u8(
                    "timeouts",
                    Unit.NONE,
                    "Timeouts in a row, this one included; 0 unless it is one.");

    static {
        LAYOUT.reserved(5);
    }

    public static final EventType TYPE = LAYOUT.build();

    private TcpRetransmitSkb() {}
}
