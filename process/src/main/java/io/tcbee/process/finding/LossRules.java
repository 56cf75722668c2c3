package io.tcbee.process.finding;

import io.tcbee.model.Source;
import java.util.List;
import java.util.Locale;

/** The rules about losses, and what headers tell where the kernel's state was not recorded. */
final class LossRules {
    /** A queue that is so full, of the most that it ever was, is about to overflow. */
    private static final double FULL = 0.75;

    /** Of the times of repair, so many agree. */
    private static final double MOST = 0.75;

    /** Fewer may be chance. */
    private static final double ENOUGH_EPISODES = 3;

    /** Less than this a queue never adds. */
    private static final double QUEUE_US = 5_000;

    private static final int BY_TIMEOUT = 2; // docs/metrics/loss_episodes.md

    static final List<Rule> ALL =
            List.of(
                    new Rule(
                            "timeout",
                            Source.INFERRED,
                            f ->
                                    Double.isNaN(f.attribute("limited_by_timeout"))
                                            && !timeouts(f).isEmpty(),
                            _ -> "a retransmission without any word of a loss: a timeout",
                            LossRules::timeouts,
                            "look for the loss that no duplicate acknowledgments told of: a broken"
                                    + " path, a lost tail, a lost retransmission",
                            "RFC 6298, section 5"),
                    new Rule(
                            "zero_window",
                            Source.WIRE,
                            f ->
                                    Double.isNaN(f.attribute("limited_by_zero_window"))
                                            && f.peer("zero_windows") > 0,
                            f ->
                                    "the peer offered no window for "
                                            + Rule.ms(f.peer("zero_window_total_us")),
                            f -> f.peerSpans("zero_window_us"),
                            "find out why the receiving application did not read",
                            "RFC 9293, section 3.8.6.1"),
                    new Rule(
                            "queue_overflow",
                            Source.INFERRED,
                            f ->
                                    f.attribute("loss_episodes") >= ENOUGH_EPISODES
                                            && f.attribute("queueing_delay_max_us") >= QUEUE_US
                                            && f.shareWithQueue(FULL) >= MOST,
                            f ->
                                    "losses came when the queue was full: it added "
                                            + Rule.ms(f.attribute("queueing_delay_max_us"))
                                            + " at most"
                                            + lost(f),
                            f -> f.spans("loss_episode_us"),
                            "the bottleneck is used up, which is what a congestion control probes for;"
                                    + " see whether its rate is what it should be",
                            "RFC 5681, section 3.1"),
                    new Rule(
                            "loss_without_queue",
                            Source.INFERRED,
                            f ->
                                    f.attribute("loss_episodes") >= ENOUGH_EPISODES
                                            && 1 - f.shareWithQueue(FULL) >= MOST,
                            f -> "losses came while the queue was not full" + lost(f),
                            f -> f.spans("loss_episode_us"),
                            "look for damage on the path (radio, cable, a card's errors), a policer, or"
                                    + " a filter that drops",
                            "RFC 8085, section 3.1"),
                    new Rule(
                            "spurious_retransmissions",
                            Source.INFERRED,
                            f -> f.attribute("spurious_retransmissions") > 1,
                            f ->
                                    (long) f.attribute("spurious_retransmissions")
                                            + " segments were sent again though they had arrived or"
                                            + " were on their way",
                            f -> f.runs("spurious_retransmission", _ -> true),
                            "look for delay that jumps, reordering, or lost acknowledgments",
                            "RFC 3522; RFC 2883"));

    private LossRules() {}

    private static List<Finding.Range> timeouts(Facts f) {
        return f.spans("loss_episode_us", "loss_episode_trigger", code -> code == BY_TIMEOUT);
    }

    private static String lost(Facts f) {
        return String.format(
                Locale.ROOT,
                "; %.2f %% of the segments were sent again",
                100 * f.attribute("retransmission_rate"));
    }
}
