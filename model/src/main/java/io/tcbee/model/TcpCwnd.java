package io.tcbee.model;

/**
 * {@code struct tcp_cwnd_event}: the light mode's only event, once per received segment, after its
 * acknowledgment was processed; where functions cannot be traced, before it is.
 *
 * <p>Source: the exit of {@code tcp_ack}, else tracepoint {@code tcp:tcp_probe}.
 */
public final class TcpCwnd {
    private static final EventType.Builder LAYOUT = EventType.define(19, "tcp_cwnd_event");

    public static final Field SND_CWND =
            LAYOUT.u32("snd_cwnd", Unit.SEGMENTS, "Congestion window.");
    public static final Field SND_SSTHRESH =
            LAYOUT.u32("snd_ssthresh", Unit.SEGMENTS, "Slow-start threshold; 2^31-1 is infinite.");
    public static final Field PACKETS_OUT =
            LAYOUT.u32("packets_out", Unit.SEGMENTS, "Segments sent and not yet acknowledged.");
    public static final Field SRTT_US =
            LAYOUT.u32(
                    "srtt_us",
                    Unit.MICROSECONDS,
                    "Smoothed round-trip time (tp->srtt_us >> 3); 0 is none yet.");

    public static final EventType TYPE = LAYOUT.build();

    private TcpCwnd() {}
}
