package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Decisions.Event;
import io.tcbee.lab.Lab;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import io.tcbee.model.TcpRetransmitSkb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why the kernel retransmitted, against what the path did and what the kernel counted. */
@ExtendWith(WithheldCalls.class)
class RetransmissionCauseTest {
    private static final long BYTES = 600_000;
    private static final PathOptions BACK = PathOptions.delay(Duration.ofMillis(10));
    // tcp_retransmit_skb_event.cause
    private static final int LOSS_PROBE = 1;
    private static final int TIMEOUT = 2;
    private static final int FAST = 3;
    private static final int SLOW_START = 4;

    private static final int BY_SITE = 1; // cause_source

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    @Test
    void oneDropInTheMiddleIsAFastRetransmission() throws Exception {
        Decisions seen = transfer(path().dropData(60), "cubic", BYTES);

        assertEquals(List.of(FAST), causes(seen));
        assertBySite(seen);
        seen.assertRetransmissionsAsCounted();
    }

    @Test
    void aLostTailIsALossProbe() throws Exception {
        Decisions seen = transfer(path().dropTail(BYTES), "cubic", BYTES);

        assertEquals(List.of(LOSS_PROBE), causes(seen));
        assertBySite(seen);
        seen.assertRetransmissionsAsCounted();
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
        assertBySite(seen);
        seen.assertRetransmissionsAsCounted();
    }

    @Test
    void lostSynsAreTimeouts() throws Exception {
        Decisions seen = transfer(path().dropSyn(1, 2), "cubic", 10_000);

        assertEquals(List.of(TIMEOUT, TIMEOUT), causes(seen));
        assertBySite(seen);
        seen.assertRetransmissionsAsCounted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cubic", "bbr", "reno"})
    void everyCauseIsCountedAsTheKernelCountsIt(String congestionControl) throws Exception {
        Decisions seen = transfer(path().loss(0.05), congestionControl, 1_500_000);

        assertBySite(seen);
        seen.assertRetransmissionsAsCounted();
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

    private static void assertBySite(Decisions seen) {
        assertEquals(
                0,
                seen.count(
                        TcpRetransmitSkb.TYPE,
                        event -> event.get(TcpRetransmitSkb.CAUSE_SOURCE) != BY_SITE));
    }

    private static List<Integer> causes(Decisions seen) {
        return seen.all(TcpRetransmitSkb.TYPE).stream()
                .map(event -> (int) event.get(TcpRetransmitSkb.CAUSE))
                .toList();
    }

    private static Predicate<Event> cause(int cause) {
        return event -> event.get(TcpRetransmitSkb.CAUSE) == cause;
    }
}
