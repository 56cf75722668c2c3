package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Decisions.Event;
import io.tcbee.lab.Lab;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import io.tcbee.model.TcpRetransmitSkb;
import io.tcbee.model.TcpTimer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why the kernel retransmitted, against what the path did and what the kernel counted. */
class RetransmissionCauseTest {
    private static final long BYTES = 600_000;
    private static final PathOptions BACK = PathOptions.delay(Duration.ofMillis(10));
    private static final int SYN = 2;

    // tcp_retransmit_skb_event.cause
    private static final int LOSS_PROBE = 1;
    private static final int TIMEOUT = 2;
    private static final int FAST = 3;
    private static final int SLOW_START = 4;

    // tcp_timer_event
    private static final int TIMER_RETRANS = 1;
    private static final int TIMER_LOSS_PROBE = 5;
    private static final int PUT_OFF = 1;
    private static final int NOTHING = 0;

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    @Test
    void oneDropInTheMiddleIsAFastRetransmission() throws Exception {
        Decisions seen = transfer(path().dropData(60), "cubic", BYTES);

        assertEquals(List.of(FAST), causes(seen));
        assertAsCounted(seen);
    }

    @Test
    void aLostTailIsALossProbe() throws Exception {
        Decisions seen = transfer(path().dropTail(BYTES), "cubic", BYTES);

        assertEquals(List.of(LOSS_PROBE), causes(seen));
        assertAsCounted(seen);
    }

    @Test
    void aBlackoutIsTimeoutsInARowAndSlowStartAfterThem() throws Exception {
        Decisions seen =
                transfer(
                        path().blackout(Duration.ofMillis(150), Duration.ofMillis(1500)),
                        "cubic",
                        2_000_000);

        List<Long> timeouts =
                seen.all(TcpRetransmitSkb.TYPE).stream()
                        .filter(cause(TIMEOUT))
                        .map(event -> event.get(TcpRetransmitSkb.TIMEOUTS))
                        .toList();
        assertTrue(timeouts.size() >= 2, "a second and a half of silence: " + timeouts);
        for (int i = 0; i < timeouts.size(); i++) {
            assertEquals(i + 1, timeouts.get(i), "timeouts in a row: " + timeouts);
        }
        assertTrue(seen.count(TcpRetransmitSkb.TYPE, cause(SLOW_START)) > 0, "slow start");
        assertAsCounted(seen);
    }

    @Test
    void lostSynsAreTimeouts() throws Exception {
        Decisions seen = transfer(path().dropSyn(1, 2), "cubic", 10_000);

        assertEquals(List.of(TIMEOUT, TIMEOUT), causes(seen));
        assertAsCounted(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cubic", "bbr", "reno"})
    void everyCauseIsCountedAsTheKernelCountsIt(String congestionControl) throws Exception {
        Decisions seen = transfer(path().loss(0.05), congestionControl, 1_500_000);

        assertAsCounted(seen);
    }

    private static PathOptions.Builder path() {
        return PathOptions.builder().rateMbit(20).delayMs(10).queueBytes(400_000);
    }

    private Decisions transfer(PathOptions.Builder path, String congestionControl, long bytes)
            throws Exception {
        try (Lab lab = Lab.open(path.build(), BACK)) {
            return Decisions.of(
                    lab.client(),
                    folder.resolve("x.tcbee"),
                    () -> lab.transfer(Transfer.of(bytes).congestionControl(congestionControl)));
        }
    }

    private static List<Integer> causes(Decisions seen) {
        return seen.all(TcpRetransmitSkb.TYPE).stream()
                .map(event -> (int) event.get(TcpRetransmitSkb.CAUSE))
                .toList();
    }

    private static Predicate<Event> cause(int cause) {
        return event -> event.get(TcpRetransmitSkb.CAUSE) == cause;
    }

    private static long segments(Decisions seen, Predicate<Event> wanted) {
        return seen.sum(TcpRetransmitSkb.TYPE, TcpRetransmitSkb.SEGS, wanted);
    }

    /** Timeouts that the kernel handled and that were not for nothing. */
    private static long timeouts(Decisions seen, int timer) {
        return seen.count(
                TcpTimer.TYPE,
                event ->
                        event.get(TcpTimer.TIMER) == timer
                                && event.get(TcpTimer.HANDLING) != PUT_OFF
                                && event.get(TcpTimer.OUTCOME) != NOTHING);
    }

    /** The kernel's counters are those of net/ipv4/proc.c, as nstat shows them. */
    private static void assertAsCounted(Decisions seen) {
        Predicate<Event> syn = event -> (event.get(TcpRetransmitSkb.TCP_FLAGS) & SYN) != 0;
        Predicate<Event> bySite = event -> event.get(TcpRetransmitSkb.CAUSE_SOURCE) == 1;
        assertEquals(0, seen.summary().lost(), "nothing was lost");
        assertAll(
                () -> assertEquals(counted(seen, "TcpRetransSegs"), segments(seen, _ -> true)),
                () ->
                        assertEquals(
                                counted(seen, "TcpExtTCPFastRetrans"), segments(seen, cause(FAST))),
                () ->
                        assertEquals(
                                counted(seen, "TcpExtTCPSlowStartRetrans"),
                                segments(seen, cause(SLOW_START))),
                () -> assertEquals(counted(seen, "TcpExtTCPSynRetrans"), segments(seen, syn)),
                () ->
                        assertEquals(
                                counted(seen, "TcpExtTCPTimeouts"), timeouts(seen, TIMER_RETRANS)),
                () ->
                        assertEquals(
                                counted(seen, "TcpExtTCPLossProbes"),
                                timeouts(seen, TIMER_LOSS_PROBE)),
                () ->
                        assertEquals(
                                seen.all(TcpRetransmitSkb.TYPE).size(),
                                seen.count(TcpRetransmitSkb.TYPE, bySite),
                                "all by their site"));
    }

    private static long counted(Decisions seen, String counter) {
        return seen.kernel().get(counter);
    }
}
