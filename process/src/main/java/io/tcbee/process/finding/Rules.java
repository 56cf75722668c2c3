package io.tcbee.process.finding;

import static io.tcbee.process.finding.Rule.ms;
import static io.tcbee.process.finding.Rule.percent;

import io.tcbee.model.Side;
import io.tcbee.model.Source;
import java.util.List;
import java.util.stream.Stream;

/** The rules, each with its threshold. */
final class Rules {
    /** Below it, a limit is a passing one. */
    private static final double REMARKABLE_SHARE = 0.25;

    /**
     * An application that rests half of the time is the limit, though others may be now and then.
     */
    private static final double APPLICATION_SHARE = 0.5;

    /** Of data without acknowledgments for this long a user takes notice. */
    private static final double TIMEOUT_SHARE = 0.02;

    /** RFC 7567, section 1: what a queue needs for bursts is about a round trip; this is more. */
    private static final double BUFFERBLOAT_RATIO = 1.0;

    private static final double BUFFERBLOAT_US = 100_000;
    private static final double ENOUGH_SAMPLES = 20;

    /** The greatest window without scaling: RFC 9293, section 3.1. */
    private static final double UNSCALED_WINDOW = 65_535;

    private static final int APPLICATION = 1; // docs/metrics/limits.md
    private static final int SEND_BUFFER = 2;
    private static final int RECEIVE_WINDOW = 3;
    private static final int ZERO_WINDOW = 4;
    private static final int TIMEOUT = 10;

    private static final List<Rule> OWN =
            List.of(
                    new Rule(
                            "timeout",
                            Source.KERNEL,
                            f -> f.attribute("limited_by_timeout") >= TIMEOUT_SHARE,
                            f ->
                                    "retransmission timeouts and the repair after them took "
                                            + percent(f.attribute("limited_by_timeout"))
                                            + " of the time",
                            f -> f.steps("limit", code -> code == TIMEOUT),
                            "look for the loss that no duplicate acknowledgments told of: a broken"
                                    + " path, a lost tail, a lost retransmission",
                            "RFC 6298, section 5"),
                    new Rule(
                            "receiver_limited",
                            Source.KERNEL,
                            f -> share(f, "receive_window", "zero_window") >= REMARKABLE_SHARE,
                            f ->
                                    "the peer's receive window was used up for "
                                            + percent(share(f, "receive_window", "zero_window"))
                                            + " of the time",
                            f ->
                                    f.steps(
                                            "limit",
                                            code -> code == RECEIVE_WINDOW || code == ZERO_WINDOW),
                            "make the receiver read faster, or raise its receive buffer (tcp_rmem)",
                            "RFC 9293, section 3.8.6"),
                    new Rule(
                            "zero_window",
                            Source.KERNEL,
                            f -> f.attribute("limited_by_zero_window") > 0,
                            f ->
                                    "the peer offered no window for "
                                            + percent(f.attribute("limited_by_zero_window"))
                                            + " of the time",
                            f -> f.steps("limit", code -> code == ZERO_WINDOW),
                            "find out why the receiving application did not read",
                            "RFC 9293, section 3.8.6.1"),
                    new Rule(
                            "send_buffer_limited",
                            Source.KERNEL,
                            f -> f.attribute("limited_by_send_buffer") >= REMARKABLE_SHARE,
                            f ->
                                    "the application waited for room in the send buffer, and nothing"
                                            + " else limited, for "
                                            + percent(f.attribute("limited_by_send_buffer"))
                                            + " of the time",
                            f -> f.steps("limit", code -> code == SEND_BUFFER),
                            "raise the send buffer (tcp_wmem, or SO_SNDBUF of the application)",
                            "net/ipv4/tcp.c, tcp_chrono_start"),
                    new Rule(
                            "application_limited",
                            Source.KERNEL,
                            f -> f.attribute("limited_by_application") >= APPLICATION_SHARE,
                            f ->
                                    "the application had nothing to send for "
                                            + percent(f.attribute("limited_by_application"))
                                            + " of the time",
                            f -> f.steps("limit", code -> code == APPLICATION),
                            "the network is not the limit: look at the sending application",
                            "net/ipv4/tcp.c, tcp_chrono_start"),
                    new Rule(
                            "bufferbloat",
                            Source.WIRE,
                            f ->
                                    f.attribute("rtt_samples") >= ENOUGH_SAMPLES
                                            && f.attribute("queueing_delay_max_us")
                                                    >= BUFFERBLOAT_US
                                            && f.attribute("buffer_delay") >= BUFFERBLOAT_RATIO,
                            f ->
                                    "queues added up to "
                                            + ms(f.attribute("queueing_delay_max_us"))
                                            + " to a round trip of "
                                            + ms(f.attribute("rtt_min_us")),
                            f ->
                                    f.runs(
                                            "queueing_delay_us",
                                            us -> us >= f.attribute("queueing_delay_max_us") / 2),
                            "limit the queue of the bottleneck (fq_codel, CAKE), or use a congestion"
                                    + " control that keeps it short",
                            "RFC 7567, section 1"),
                    new Rule(
                            "no_window_scaling",
                            Source.WIRE,
                            f ->
                                    f.attribute("syns") > 0
                                            && f.peer("syns") > 0
                                            && f.attribute("bytes") > UNSCALED_WINDOW
                                            && (Double.isNaN(f.attribute("syn_window_scale"))
                                                    || Double.isNaN(f.peer("syn_window_scale"))),
                            _ ->
                                    "windows are not scaled, so that no more than 64 KiB can be in"
                                            + " flight",
                            _ -> List.of(),
                            "allow tcp_window_scaling at both ends, and look for a box between them"
                                    + " that removes the option",
                            "RFC 7323, section 2.2"),
                    new Rule(
                            "path_duplicates",
                            Source.WIRE,
                            f -> f.attribute("path_duplicates") > 0,
                            f ->
                                    count(f, "path_duplicates")
                                            + " packets came twice, though they were sent once",
                            _ -> List.of(),
                            "look for a loop or a mirror on the path, or a capture that sees a packet"
                                    + " at two places",
                            "RFC 5560, section 4.1"),
                    new Rule(
                            "syn_retries",
                            Source.WIRE,
                            f -> f.side() == Side.CLIENT && f.attribute("syns") > 1,
                            f -> count(f, "syns") + " SYNs were sent before one was answered",
                            _ -> List.of(),
                            "look for loss at the beginning, a full accept queue, or a filter",
                            "RFC 9293, section 3.8.1"),
                    new Rule(
                            "reset_with_data_outstanding",
                            Source.WIRE,
                            f ->
                                    f.connection().teardown().equals("reset")
                                            && f.last("bytes_in_flight") > 0,
                            f ->
                                    "the connection was reset while "
                                            + (long) f.last("bytes_in_flight")
                                            + " bytes were not acknowledged",
                            f ->
                                    List.of(
                                            new Finding.Range(
                                                    f.connection().endNs(),
                                                    f.connection().endNs())),
                            "find out who reset it: data that was sent may never have been read",
                            "RFC 9293, section 3.5.2"),
                    new Rule(
                            "ecn_marking",
                            Source.WIRE,
                            f -> f.attribute("ce_packets") > 0 || f.peer("ece_packets") > 0,
                            f ->
                                    count(f, "ce_packets")
                                            + " packets were seen with a mark of congestion; "
                                            + (long) f.peer("ece_packets")
                                            + " of the peer's tell of marks",
                            f -> f.runs("ce", _ -> true),
                            "a router asks to slow down instead of dropping: nothing is wrong",
                            "RFC 3168, section 5"),
                    new Rule(
                            "reordering",
                            Source.WIRE,
                            f -> f.attribute("reordered_packets") > 0,
                            f ->
                                    count(f, "reordered_packets")
                                            + " of "
                                            + count(f, "packets")
                                            + " packets came after one that was sent later",
                            _ -> List.of(),
                            "look for a path of several ways (ECMP per packet, bonding), or several"
                                    + " queues of one card",
                            "RFC 4737, section 3.3"));

    static final List<Rule> ALL = Stream.of(OWN, LossRules.ALL).flatMap(List::stream).toList();

    private Rules() {}

    private static double share(Facts facts, String one, String other) {
        return facts.attribute("limited_by_" + one) + facts.attribute("limited_by_" + other);
    }

    private static String count(Facts facts, String attribute) {
        return Long.toString((long) facts.attribute(attribute));
    }
}
