package io.tcbee.model;

import java.util.List;

/**
 * {@code struct tcp_state}: the kernel's state of one connection, of {@code struct tcp_sock} and
 * its parents (Linux {@code include/linux/tcp.h}, {@code include/net/inet_connection_sock.h}).
 *
 * <p>Follows {@link EventHeader} in every event that carries it ({@link EventType#carriesState}),
 * so these fields read all of them.
 */
public final class TcpState {
    private static final EventType.Builder LAYOUT = EventType.Builder.part(EventHeader.SIZE);

    public static final Field SK_PACING_RATE =
            LAYOUT.u64(
                    "sk_pacing_rate", Unit.BYTES_PER_SECOND, "Pacing rate; 2^64-1 is unlimited.");
    public static final Field BYTES_SENT =
            LAYOUT.u64(
                    "bytes_sent", Unit.BYTES, "Bytes of payload sent, retransmissions included.");
    public static final Field BYTES_ACKED =
            LAYOUT.u64(
                    "bytes_acked",
                    Unit.BYTES,
                    "Bytes acknowledged by the peer; the SYN counts one.");
    public static final Field BYTES_RECEIVED =
            LAYOUT.u64(
                    "bytes_received",
                    Unit.BYTES,
                    "Bytes received in order; the SYN does not count.");
    public static final Field BYTES_RETRANS =
            LAYOUT.u64("bytes_retrans", Unit.BYTES, "Bytes retransmitted.");
    public static final Field TCP_MSTAMP =
            LAYOUT.u64(
                    "tcp_mstamp",
                    Unit.MICROSECONDS,
                    "The connection's clock: CLOCK_MONOTONIC when it last sent or received.");
    public static final Field BUSY_TIME_US =
            LAYOUT.u64(
                    "busy_time_us",
                    Unit.MICROSECONDS,
                    "With data in flight or to send, as TCP_INFO tells it; whole jiffies, so the next two.");
    public static final Field RWND_LIMITED_US =
            LAYOUT.u64(
                    "rwnd_limited_us",
                    Unit.MICROSECONDS,
                    "Of these limited by the peer's receive window.");
    public static final Field SNDBUF_LIMITED_US =
            LAYOUT.u64(
                    "sndbuf_limited_us", Unit.MICROSECONDS, "Of these limited by the send buffer.");
    public static final Field SND_UNA =
            LAYOUT.u32("snd_una", Unit.SEQUENCE, "First byte not yet acknowledged.");
    public static final Field SND_NXT = LAYOUT.u32("snd_nxt", Unit.SEQUENCE, "Next byte to send.");
    public static final Field WRITE_SEQ =
            LAYOUT.u32("write_seq", Unit.SEQUENCE, "End of what the application has written.");
    public static final Field RCV_NXT = LAYOUT.u32("rcv_nxt", Unit.SEQUENCE, "Next byte expected.");
    public static final Field COPIED_SEQ =
            LAYOUT.u32("copied_seq", Unit.SEQUENCE, "First byte not yet read by the application.");
    public static final Field SND_CWND =
            LAYOUT.u32("snd_cwnd", Unit.SEGMENTS, "Congestion window.");
    public static final Field SND_SSTHRESH =
            LAYOUT.u32("snd_ssthresh", Unit.SEGMENTS, "Slow-start threshold; 2^31-1 is infinite.");
    public static final Field PRIOR_CWND =
            LAYOUT.u32("prior_cwnd", Unit.SEGMENTS, "Congestion window before the last reduction.");
    public static final Field SND_WND =
            LAYOUT.u32("snd_wnd", Unit.BYTES, "Window offered by the peer.");
    public static final Field RCV_WND =
            LAYOUT.u32("rcv_wnd", Unit.BYTES, "Window offered to the peer.");
    public static final Field PACKETS_OUT =
            LAYOUT.u32("packets_out", Unit.SEGMENTS, "Segments sent and not yet acknowledged.");
    public static final Field SACKED_OUT =
            LAYOUT.u32("sacked_out", Unit.SEGMENTS, "Segments acknowledged selectively.");
    public static final Field LOST_OUT =
            LAYOUT.u32("lost_out", Unit.SEGMENTS, "Segments marked lost.");
    public static final Field RETRANS_OUT =
            LAYOUT.u32(
                    "retrans_out",
                    Unit.SEGMENTS,
                    "Segments retransmitted and not yet acknowledged.");
    public static final Field SRTT_US =
            LAYOUT.u32(
                    "srtt_us",
                    Unit.MICROSECONDS,
                    "Smoothed round-trip time (tp->srtt_us >> 3); 0 is none yet.");
    public static final Field MDEV_US =
            LAYOUT.u32("mdev_us", Unit.MICROSECONDS, "Mean deviation (tp->mdev_us >> 2).");
    public static final Field RTTVAR_US =
            LAYOUT.u32(
                    "rttvar_us",
                    Unit.MICROSECONDS,
                    "Round-trip time variation (tp->rttvar_us >> 2).");
    public static final Field RTO_US =
            LAYOUT.u32(
                    "rto_us",
                    Unit.MICROSECONDS,
                    "Retransmission timeout (icsk_rto, whole jiffies).");
    public static final Field MIN_RTT_US =
            LAYOUT.u32(
                    "min_rtt_us",
                    Unit.MICROSECONDS,
                    "Windowed minimum of the round-trip time; 2^32-1 is none yet.");
    public static final Field DELIVERED =
            LAYOUT.u32(
                    "delivered",
                    Unit.SEGMENTS,
                    "Segments delivered to the peer, retransmissions included.");
    public static final Field DELIVERED_CE =
            LAYOUT.u32("delivered_ce", Unit.SEGMENTS, "Segments delivered under ECE.");
    public static final Field RATE_DELIVERED =
            LAYOUT.u32("rate_delivered", Unit.SEGMENTS, "Of the last rate sample.");
    public static final Field RATE_INTERVAL_US =
            LAYOUT.u32("rate_interval_us", Unit.MICROSECONDS, "Of the last rate sample.");
    public static final Field APP_LIMITED =
            LAYOUT.u32(
                    "app_limited",
                    Unit.SEGMENTS,
                    "Value of delivered until which the application limits; 0 is not limited.");
    public static final Field TOTAL_RETRANS =
            LAYOUT.u32(
                    "total_retrans", Unit.SEGMENTS, "Segments retransmitted in this connection.");
    public static final Field REORDERING =
            LAYOUT.u32("reordering", Unit.SEGMENTS, "Reordering degree.");
    public static final Field HIGH_SEQ =
            LAYOUT.u32(
                    "high_seq", Unit.SEQUENCE, "Snd_nxt at the entry into the congestion state.");
    public static final Field TLP_HIGH_SEQ =
            LAYOUT.u32(
                    "tlp_high_seq",
                    Unit.SEQUENCE,
                    "Snd_nxt at the time of the tail loss probe; 0 is none.");
    public static final Field SND_CWND_CNT =
            LAYOUT.u32("snd_cwnd_cnt", Unit.SEGMENTS, "Linear increase counter.");
    public static final Field MSS_CACHE =
            LAYOUT.u32("mss_cache", Unit.BYTES, "Current effective sending MSS.");
    public static final Field SK_SNDBUF =
            LAYOUT.u32("sk_sndbuf", Unit.BYTES, "Size of the send buffer.");
    public static final Field SK_RCVBUF =
            LAYOUT.u32("sk_rcvbuf", Unit.BYTES, "Size of the receive buffer.");
    public static final Field SK_WMEM_QUEUED =
            LAYOUT.u32("sk_wmem_queued", Unit.BYTES, "Queued for sending, overhead included.");
    public static final Field SK_RMEM_ALLOC =
            LAYOUT.u32(
                    "sk_rmem_alloc", Unit.BYTES, "Held by the receive queue, overhead included.");
    public static final Field SK_WMEM_ALLOC =
            LAYOUT.u32(
                    "sk_wmem_alloc",
                    Unit.BYTES,
                    "Handed down and not yet freed, overhead included; one more than they are.");
    public static final Field PRIOR_SSTHRESH =
            LAYOUT.u32(
                    "prior_ssthresh",
                    Unit.SEGMENTS,
                    "Slow-start threshold before the last reduction; 0 is none.");
    public static final Field UNDO_MARKER =
            LAYOUT.u32(
                    "undo_marker",
                    Unit.SEQUENCE,
                    "Snd_una when the window was reduced; 0 is nothing to undo.");
    public static final Field UNDO_RETRANS =
            LAYOUT.s32(
                    "undo_retrans",
                    Unit.SEGMENTS,
                    "Segments retransmitted that DSACK may still prove needless; -1 is not used.");
    public static final Field RACK_RTT_US =
            LAYOUT.u32(
                    "rack_rtt_us",
                    Unit.MICROSECONDS,
                    "Round-trip time of the segment that RACK saw delivered last.");
    public static final Field REORD_SEEN =
            LAYOUT.u32("reord_seen", Unit.COUNT, "Times that reordering was seen.");
    public static final Field DSACK_DUPS =
            LAYOUT.u32(
                    "dsack_dups",
                    Unit.SEGMENTS,
                    "Segments that the peer told to be duplicates (DSACK).");
    public static final Field WINDOW_CLAMP =
            LAYOUT.u32("window_clamp", Unit.BYTES, "Greatest window ever offered to the peer.");
    public static final Field RCV_SSTHRESH =
            LAYOUT.u32(
                    "rcv_ssthresh", Unit.BYTES, "Current limit of the window offered to the peer.");
    public static final Field RCVQ_SPACE =
            LAYOUT.u32(
                    "rcvq_space",
                    Unit.BYTES,
                    "Read by the application per round trip, for the receive buffer's size.");
    public static final Field RCV_RTT_US =
            LAYOUT.u32(
                    "rcv_rtt_us",
                    Unit.MICROSECONDS,
                    "Round-trip time as the receiver estimates it; 0 is none yet.");
    public static final Field RCV_OOOPACK =
            LAYOUT.u32("rcv_ooopack", Unit.SEGMENTS, "Segments received out of order.");
    public static final Field SEGS_IN =
            LAYOUT.u32(
                    "segs_in", Unit.SEGMENTS, "Segments received, those without payload included.");
    public static final Field SEGS_OUT =
            LAYOUT.u32("segs_out", Unit.SEGMENTS, "Segments sent, those without payload included.");
    public static final Field DATA_SEGS_IN =
            LAYOUT.u32("data_segs_in", Unit.SEGMENTS, "Segments received that have payload.");
    public static final Field DATA_SEGS_OUT =
            LAYOUT.u32("data_segs_out", Unit.SEGMENTS, "Segments sent that have payload.");
    public static final Field SK_STATE =
            LAYOUT.u8("sk_state", Unit.NONE, "TCP state (include/net/tcp_states.h).");
    public static final Field ICSK_CA_STATE =
            LAYOUT.u8("icsk_ca_state", Unit.NONE, "0 Open, 1 Disorder, 2 CWR, 3 Recovery, 4 Loss.");
    public static final Field ICSK_RETRANSMITS =
            LAYOUT.u8("icsk_retransmits", Unit.NONE, "Timeouts in a row, not yet recovered.");
    public static final Field ICSK_BACKOFF =
            LAYOUT.u8("icsk_backoff", Unit.NONE, "Exponential backoff of the RTO.");
    public static final Field ICSK_PENDING =
            LAYOUT.u8(
                    "icsk_pending",
                    Unit.NONE,
                    "Timer: 0 none, 1 retransmission, 3 zero-window probe, 5 loss probe, 6 reordering.");
    public static final Field CHRONO_TYPE =
            LAYOUT.u8(
                    "chrono_type",
                    Unit.NONE,
                    "0 none, 1 busy, 2 receive-window limited, 3 send-buffer limited.");
    public static final Field IS_CWND_LIMITED =
            LAYOUT.u8("is_cwnd_limited", Unit.NONE, "1 if the congestion window was the limit.");
    public static final Field RATE_APP_LIMITED =
            LAYOUT.u8(
                    "rate_app_limited",
                    Unit.NONE,
                    "1 if the last rate sample was limited by the application.");

    public static final Field ICSK_PROBES_OUT =
            LAYOUT.u8("icsk_probes_out", Unit.NONE, "Zero-window probes not answered.");
    public static final Field REO_WND_STEPS =
            LAYOUT.u8(
                    "reo_wnd_steps",
                    Unit.NONE,
                    "RACK's reordering window, quarters of the least round-trip time.");
    public static final Field FRTO =
            LAYOUT.u8("frto", Unit.NONE, "1 while F-RTO finds out whether a timeout was needless.");
    public static final Field TLP_RETRANS =
            LAYOUT.u8("tlp_retrans", Unit.NONE, "1 if the tail loss probe was a retransmission.");
    public static final Field ECN_FLAGS =
            LAYOUT.u8(
                    "ecn_flags",
                    Unit.NONE,
                    "TCP_ECN_* of the recording kernel (include/net/tcp.h).");
    public static final Field NONAGLE =
            LAYOUT.u8("nonagle", Unit.NONE, "TCP_NAGLE_*: 1 off (TCP_NODELAY), 2 cork, 4 push.");
    public static final Field ICSK_ACK_QUICK =
            LAYOUT.u8("icsk_ack_quick", Unit.NONE, "Acknowledgments that are still sent at once.");
    public static final Field SK_SHUTDOWN =
            LAYOUT.u8(
                    "sk_shutdown",
                    Unit.NONE,
                    "Closed by the application: 1 for receiving, 2 for sending, 3 both.");

    /** All members in order. */
    public static final List<Field> FIELDS = LAYOUT.fields();

    private TcpState() {}
}
