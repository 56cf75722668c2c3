package io.tcbee.model;

/**
 * {@code struct bbr_event}: BBR's own state at a segment received.
 *
 * <p>Source: {@code struct bbr} (net/ipv4/tcp_bbr.c) at the exit of {@code tcp_ack}, else at
 * tcp:tcp_probe.
 */
public final class BbrEvent {
    private static final EventType.Builder LAYOUT = EventType.define(14, "bbr_event");

    public static final Field BW =
            LAYOUT.u64(
                    "bw", Unit.BYTES_PER_SECOND, "Greatest delivery rate of late; 0 is none yet.");
    public static final Field FULL_BW =
            LAYOUT.u64(
                    "full_bw",
                    Unit.BYTES_PER_SECOND,
                    "The rate whose growth decides whether the pipe is full.");
    public static final Field LT_BW =
            LAYOUT.u64("lt_bw", Unit.BYTES_PER_SECOND, "Version 1: long-term rate, of a policer.");
    public static final Field BW_LO =
            LAYOUT.u64(
                    "bw_lo", Unit.BYTES_PER_SECOND, "Version 3: short-term bound; 2^64-1 is none.");
    public static final Field BW_LATEST =
            LAYOUT.u64(
                    "bw_latest",
                    Unit.BYTES_PER_SECOND,
                    "Version 3: delivery rate of this round trip.");
    public static final Field MIN_RTT_US =
            LAYOUT.u32(
                    "min_rtt_us",
                    Unit.MICROSECONDS,
                    "Least round-trip time of late; 2^32-1 is none yet.");
    public static final Field MIN_RTT_AGE_US =
            LAYOUT.u32(
                    "min_rtt_age_us", Unit.MICROSECONDS, "Since it was measured; whole jiffies.");
    public static final Field CYCLE_US =
            LAYOUT.u32("cycle_us", Unit.MICROSECONDS, "Since this phase of the gain cycle began.");
    public static final Field NEXT_RTT_DELIVERED =
            LAYOUT.u32(
                    "next_rtt_delivered",
                    Unit.SEGMENTS,
                    "Value of delivered that ends this round trip.");
    public static final Field RTT_CNT =
            LAYOUT.u32("rtt_cnt", Unit.NONE, "Round trips so far; version 1.");
    public static final Field PRIOR_CWND =
            LAYOUT.u32(
                    "prior_cwnd",
                    Unit.SEGMENTS,
                    "Window before recovery or the probe of the round-trip time.");
    public static final Field EXTRA_ACKED =
            LAYOUT.u32(
                    "extra_acked",
                    Unit.SEGMENTS,
                    "Most that was acknowledged beyond the rate in an epoch.");
    public static final Field ACK_EPOCH_ACKED =
            LAYOUT.u32("ack_epoch_acked", Unit.SEGMENTS, "Acknowledged in this epoch.");
    public static final Field INFLIGHT_LO =
            LAYOUT.u32(
                    "inflight_lo", Unit.SEGMENTS, "Version 3: short-term bound; 2^32-1 is none.");
    public static final Field INFLIGHT_HI =
            LAYOUT.u32("inflight_hi", Unit.SEGMENTS, "Version 3: long-term bound; 2^32-1 is none.");
    public static final Field INFLIGHT_LATEST =
            LAYOUT.u32(
                    "inflight_latest",
                    Unit.SEGMENTS,
                    "Version 3: most delivered in this round trip.");
    public static final Field PACING_GAIN =
            LAYOUT.u16("pacing_gain", Unit.NONE, "1/256, of the pacing rate over bw.");
    public static final Field CWND_GAIN =
            LAYOUT.u16("cwnd_gain", Unit.NONE, "1/256, of the window over bw * min_rtt_us.");
    public static final Field ECN_ALPHA =
            LAYOUT.u16(
                    "ecn_alpha",
                    Unit.NONE,
                    "1/256, version 3: share of segments that were marked.");
    public static final Field VERSION =
            LAYOUT.u8("version", Unit.NONE, "1, or 3 where the kernel has version 3.");
    public static final Field MODE =
            LAYOUT.u8("mode", Unit.NONE, "0 STARTUP, 1 DRAIN, 2 PROBE_BW, 3 PROBE_RTT.");
    public static final Field CYCLE_IDX =
            LAYOUT.u8("cycle_idx", Unit.NONE, "Phase of the gain cycle.");
    public static final Field FULL_BW_REACHED =
            LAYOUT.u8("full_bw_reached", Unit.NONE, "1 if the pipe is full.");
    public static final Field FULL_BW_CNT =
            LAYOUT.u8("full_bw_cnt", Unit.NONE, "Round trips without much growth.");
    public static final Field ROUND_START =
            LAYOUT.u8("round_start", Unit.NONE, "1 if the last acknowledgment began a round trip.");
    public static final Field PACKET_CONSERVATION =
            LAYOUT.u8(
                    "packet_conservation",
                    Unit.NONE,
                    "1 in the first round trip of recovery; version 1.");
    public static final Field IDLE_RESTART =
            LAYOUT.u8("idle_restart", Unit.NONE, "1 if restarting after a silence.");
    public static final Field PROBE_RTT_ROUND_DONE =
            LAYOUT.u8(
                    "probe_rtt_round_done",
                    Unit.NONE,
                    "1 if a round trip with the small window is over.");
    public static final Field LT_USE_BW =
            LAYOUT.u8("lt_use_bw", Unit.NONE, "1 if lt_bw is the rate; version 1.");
    public static final Field LT_IS_SAMPLING =
            LAYOUT.u8("lt_is_sampling", Unit.NONE, "1 while lt_bw is measured; version 1.");
    public static final Field LT_RTT_CNT =
            LAYOUT.u8("lt_rtt_cnt", Unit.NONE, "Round trips of that measurement; version 1.");
    public static final Field PREV_CA_STATE =
            LAYOUT.u8("prev_ca_state", Unit.NONE, "Icsk_ca_state at the last acknowledgment.");
    public static final Field HAS_SEEN_RTT =
            LAYOUT.u8("has_seen_rtt", Unit.NONE, "1 if there was a round-trip time.");

    public static final EventType TYPE = LAYOUT.build();

    private BbrEvent() {}
}
