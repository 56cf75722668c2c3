package io.tcbee.it;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What tells each field of {@code tcp_state} (and of {@code socket_event}) besides the recorder:
 * one line per word of {@code ss} and per member of {@code struct tcp_info}.
 *
 * <p>Source: net/ipv4/tcp.c, tcp_get_info; net/ipv4/inet_diag.c; iproute2, misc/ss.c.
 */
final class FieldTruth {
    /** A value of the recorded event by the field's name. */
    interface Recorded extends ToDoubleFunction<String> {}

    /** What an oracle's number is made of. */
    interface Formula extends ToDoubleFunction<Recorded> {}

    private static final double MS = 1000;

    /** Words of ss; its fractions have six digits. */
    static final Map<String, Formula> SS =
            Map.ofEntries(
                    entry("rto", f -> f.applyAsDouble("rto_us") / MS),
                    entry("backoff", field("icsk_backoff")),
                    entry("rtt.0", f -> f.applyAsDouble("srtt_us") / MS),
                    entry("rtt.1", f -> f.applyAsDouble("mdev_us") / MS),
                    entry("minrtt", f -> f.applyAsDouble("min_rtt_us") / MS),
                    entry("rcv_rtt", f -> f.applyAsDouble("rcv_rtt_us") / MS),
                    entry("mss", field("mss_cache")),
                    entry("advmss", field("advmss")),
                    entry("cwnd", field("snd_cwnd")),
                    entry("ssthresh", f -> finite(f.applyAsDouble("snd_ssthresh"))),
                    entry("bytes_sent", field("bytes_sent")),
                    entry("bytes_retrans", field("bytes_retrans")),
                    entry("bytes_acked", field("bytes_acked")),
                    entry("bytes_received", field("bytes_received")),
                    entry("segs_out", field("segs_out")),
                    entry("segs_in", field("segs_in")),
                    entry("data_segs_out", field("data_segs_out")),
                    entry("data_segs_in", field("data_segs_in")),
                    entry("delivered", field("delivered")),
                    entry("delivered_ce", field("delivered_ce")),
                    entry("busy", f -> Math.floor(f.applyAsDouble("busy_time_us") / MS)),
                    entry("rwnd_limited", f -> Math.floor(f.applyAsDouble("rwnd_limited_us") / MS)),
                    entry(
                            "sndbuf_limited",
                            f -> Math.floor(f.applyAsDouble("sndbuf_limited_us") / MS)),
                    entry("unacked", field("packets_out")),
                    entry("retrans.0", field("retrans_out")),
                    entry("retrans.1", field("total_retrans")),
                    entry("lost", field("lost_out")),
                    entry("sacked", field("sacked_out")),
                    entry("dsack_dups", field("dsack_dups")),
                    entry("reord_seen", field("reord_seen")),
                    entry("rcv_ooopack", field("rcv_ooopack")),
                    entry("rcv_space", field("rcvq_space")),
                    entry("rcv_ssthresh", field("rcv_ssthresh")),
                    entry("snd_wnd", field("snd_wnd")),
                    entry("wscale.0", field("snd_wscale")),
                    entry("wscale.1", field("rcv_wscale")),
                    entry("skmem.r", field("sk_rmem_alloc")),
                    entry("skmem.rb", field("sk_rcvbuf")),
                    entry("skmem.t", f -> f.applyAsDouble("sk_wmem_alloc") - 1),
                    entry("skmem.tb", field("sk_sndbuf")),
                    entry("skmem.w", field("sk_wmem_queued")));

    /** Members of struct tcp_info, exact. */
    static final Map<String, Formula> TCP_INFO =
            Map.ofEntries(
                    entry("state", field("sk_state")),
                    entry("ca_state", field("icsk_ca_state")),
                    entry("retransmits", field("icsk_retransmits")),
                    entry("probes", field("icsk_probes_out")),
                    entry("backoff", field("icsk_backoff")),
                    entry("rto", field("rto_us")),
                    entry("snd_mss", field("mss_cache")),
                    entry("unacked", field("packets_out")),
                    entry("sacked", field("sacked_out")),
                    entry("lost", field("lost_out")),
                    entry("retrans", field("retrans_out")),
                    entry("rcv_ssthresh", field("rcv_ssthresh")),
                    entry("rtt", field("srtt_us")),
                    entry("rttvar", field("mdev_us")),
                    entry("snd_ssthresh", field("snd_ssthresh")),
                    entry("snd_cwnd", field("snd_cwnd")),
                    entry("advmss", field("advmss")),
                    entry("reordering", field("reordering")),
                    entry("rcv_rtt", field("rcv_rtt_us")),
                    entry("rcv_space", field("rcvq_space")),
                    entry("total_retrans", field("total_retrans")),
                    entry("pacing_rate", field("sk_pacing_rate")),
                    entry("bytes_acked", field("bytes_acked")),
                    entry("bytes_received", field("bytes_received")),
                    entry("segs_out", field("segs_out")),
                    entry("segs_in", field("segs_in")),
                    entry("min_rtt", field("min_rtt_us")),
                    entry("data_segs_in", field("data_segs_in")),
                    entry("data_segs_out", field("data_segs_out")),
                    entry("notsent_bytes", f -> difference(f, "write_seq", "snd_nxt")),
                    entry("delivery_rate", FieldTruth::deliveryRate),
                    entry("busy_time", field("busy_time_us")),
                    entry("rwnd_limited", field("rwnd_limited_us")),
                    entry("sndbuf_limited", field("sndbuf_limited_us")),
                    entry("delivered", field("delivered")),
                    entry("delivered_ce", field("delivered_ce")),
                    entry("bytes_sent", field("bytes_sent")),
                    entry("bytes_retrans", field("bytes_retrans")),
                    entry("dsack_dups", field("dsack_dups")),
                    entry("reord_seen", field("reord_seen")),
                    entry("rcv_ooopack", field("rcv_ooopack")),
                    entry("snd_wnd", field("snd_wnd")),
                    entry("rcv_wnd", field("rcv_wnd")));

    /** Words that stand alone in ss, and the field that is 1 then. */
    static final Map<String, String> SS_FLAGS =
            Map.of(
                    "ts", "tstamp_ok",
                    "sack", "sack_ok",
                    "ecn", "ecn_ok",
                    "app_limited", "rate_app_limited");

    /**
     * Compared by the tests themselves: with the path's log, with socket options, with a formula.
     */
    static final Set<String> OTHERWISE =
            Set.of(
                    "snd_una",
                    "snd_nxt",
                    "write_seq",
                    "rcv_nxt",
                    "copied_seq",
                    "rttvar_us",
                    "tcp_mstamp",
                    "window_clamp",
                    "nonagle",
                    "icsk_pending",
                    "rate_delivered",
                    "rate_interval_us",
                    "chrono_type",
                    "sk_shutdown");

    /** Linux tells these to nobody but tracing programs: no independent value is to be had. */
    static final Set<String> TOLD_BY_NONE =
            Set.of(
                    "prior_cwnd",
                    "prior_ssthresh",
                    "app_limited",
                    "high_seq",
                    "tlp_high_seq",
                    "snd_cwnd_cnt",
                    "undo_marker",
                    "undo_retrans",
                    "rack_rtt_us",
                    "is_cwnd_limited",
                    "reo_wnd_steps",
                    "frto",
                    "tlp_retrans",
                    "ecn_flags",
                    "icsk_ack_quick");

    private FieldTruth() {}

    private static Formula field(String name) {
        return f -> f.applyAsDouble(name);
    }

    /** ss leaves an infinite threshold out. */
    private static double finite(double ssthresh) {
        return ssthresh < 0xffff ? ssthresh : 0;
    }

    /** Of two sequence numbers, modulo 2^32. */
    private static double difference(Recorded f, String upper, String lower) {
        return (int) ((long) f.applyAsDouble(upper) - (long) f.applyAsDouble(lower));
    }

    /** net/ipv4/tcp.c, tcp_compute_delivery_rate. */
    private static double deliveryRate(Recorded f) {
        long delivered = (long) f.applyAsDouble("rate_delivered");
        long intervalUs = (long) f.applyAsDouble("rate_interval_us");
        return delivered == 0 || intervalUs == 0
                ? 0
                : delivered * (long) f.applyAsDouble("mss_cache") * 1_000_000 / intervalUs;
    }

    /** The names of fields that some line above reads. */
    static Set<String> compared() {
        Set<String> names = new java.util.HashSet<>(SS_FLAGS.values());
        Recorded note =
                name -> {
                    names.add(name);
                    return 1;
                };
        for (Map<String, Formula> table : List.of(SS, TCP_INFO)) {
            for (Formula formula : table.values()) {
                double _ = formula.applyAsDouble(note);
            }
        }
        return names;
    }
}
