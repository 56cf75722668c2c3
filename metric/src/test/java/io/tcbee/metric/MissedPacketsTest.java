package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import io.tcbee.tcp.ConnectionTable;
import io.tcbee.tcp.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a capture missed is told by the acknowledgments, and nothing else is. */
class MissedPacketsTest {

    private record Seen(List<long[]> gaps, List<Long> times, List<Boolean> onlyOnce) {}

    /** Without the packets of these numbers. */
    private static Seen replay(String capture, IntPredicate missed) {
        Seen seen = new Seen(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Capture.open(capture)
                .replay(
                        new ConnectionTable(),
                        missed,
                        packet -> {
                            if (packet.missedSinceNs() != Packet.NO_TIME) {
                                seen.gaps.add(new long[] {packet.missedSinceNs(), packet.timeNs()});
                            }
                            seen.times.add(packet.timeNs());
                            seen.onlyOnce.add(
                                    packet.side() == Side.CLIENT
                                            && packet.newBytes() == packet.payloadLength()
                                            && packet.newBytes() > 0);
                        });
        return seen;
    }

    /** Each has all that its host sent and received: the kernels' counters say so. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "clean.snd",
                "loss1pct_cubic.snd",
                "loss1pct_cubic.rcv",
                "queue_overflow_cubic.snd",
                "queue_overflow_cubic.rcv",
                "blackout_rto.snd",
                "blackout_rto.rcv",
                "tlp.snd",
                "tlp.rcv",
                "zero_window.snd",
                "zero_window.rcv",
                "keepalive.snd",
                "dup.snd",
                "dup.rcv",
                "ack_loss.snd",
                "ack_loss.rcv",
                "synack_loss.snd",
                "rst_abort.snd",
                "fairness3.snd",
                "fairness3.rcv",
                "rr.snd",
                "app_limited.snd",
                "bbr.snd",
                "loss1pct_nosack_nots.snd",
                "loss1pct_nosack_nots.rcv"
            })
    void aWholeCaptureMissesNothing(String capture) {
        assertEquals(List.of(), replay(capture, _ -> false).gaps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean.snd", "clean.rcv", "rr.snd", "app_limited.snd"})
    void thePacketThatIsTakenOutLiesWithinTheGap(String capture) {
        Seen whole = replay(capture, _ -> false);
        int cut = 0;
        for (int i = 6; i < whole.times.size() - 6; i += 7) {
            int number = i;
            if (!whole.onlyOnce.get(i)) {
                continue;
            }
            List<long[]> gaps = replay(capture, each -> each == number).gaps;
            cut++;
            assertEquals(1, gaps.size(), capture + " without packet " + i);
            long time = whole.times.get(i);
            long[] gap = gaps.getFirst();
            assertTrue(gap[0] <= time && time <= gap[1], time + " in " + gap[0] + " to " + gap[1]);
        }
        assertTrue(cut > 2);
    }
}
