package io.tcbee.model;

/**
 * {@code struct cubic_event}: CUBIC's own state at a segment received.
 *
 * <p>Source: {@code struct bictcp} (net/ipv4/tcp_cubic.c) at the exit of {@code tcp_ack}, else at
 * tcp:tcp_probe.
 */
public final class CubicEvent {
    private static final EventType.Builder LAYOUT = EventType.define(13, "cubic_event");

    public static final Field CNT =
            LAYOUT.u32("cnt", Unit.SEGMENTS, "To be acknowledged for the window to grow by one.");
    public static final Field LAST_MAX_CWND =
            LAYOUT.u32(
                    "last_max_cwnd",
                    Unit.SEGMENTS,
                    "Window at the last reduction (W_max); 0 is none.");
    public static final Field LAST_CWND =
            LAYOUT.u32("last_cwnd", Unit.SEGMENTS, "Window at the last update.");
    public static final Field BIC_ORIGIN_POINT =
            LAYOUT.u32("bic_origin_point", Unit.SEGMENTS, "Window around which the curve is flat.");
    public static final Field BIC_K_US =
            LAYOUT.u32(
                    "bic_k_us",
                    Unit.MICROSECONDS,
                    "From the begin of the epoch to the origin point (K).");
    public static final Field DELAY_MIN_US =
            LAYOUT.u32("delay_min_us", Unit.MICROSECONDS, "Least round-trip time; 0 is none yet.");
    public static final Field EPOCH_US =
            LAYOUT.u32(
                    "epoch_us",
                    Unit.MICROSECONDS,
                    "Since the epoch began; whole jiffies; 2^32-1 is no epoch.");
    public static final Field ACK_CNT =
            LAYOUT.u32("ack_cnt", Unit.SEGMENTS, "Acknowledged in this epoch.");
    public static final Field TCP_CWND =
            LAYOUT.u32("tcp_cwnd", Unit.SEGMENTS, "The window that Reno would have.");
    public static final Field CURR_RTT_US =
            LAYOUT.u32(
                    "curr_rtt_us",
                    Unit.MICROSECONDS,
                    "HyStart: least round-trip time of this round; 2^32-1 is none yet.");
    public static final Field ROUND_US =
            LAYOUT.u32("round_us", Unit.MICROSECONDS, "HyStart: since this round began.");
    public static final Field END_SEQ =
            LAYOUT.u32("end_seq", Unit.SEQUENCE, "HyStart: end of this round.");
    public static final Field SAMPLE_CNT =
            LAYOUT.u8(
                    "sample_cnt",
                    Unit.NONE,
                    "HyStart: round-trip times measured in this round, 8 at most.");
    public static final Field FOUND =
            LAYOUT.u8("found", Unit.NONE, "HyStart: 1 if it ended slow start.");

    static {
        LAYOUT.reserved(6);
    }

    public static final EventType TYPE = LAYOUT.build();

    private CubicEvent() {}
}
