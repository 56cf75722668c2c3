package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.lab.Action;
import io.tcbee.lab.Apps;
import io.tcbee.lab.Direction;
import io.tcbee.lab.Ip;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often the recorder saw each decision of the kernel, against how often the kernel counted it
 * (what {@code nstat} shows) in the namespace that was recorded.
 */
@ExtendWith(WithheldCalls.class)
class KernelCountTest {
    private static final Duration DELAY = Duration.ofMillis(10);
    private static final PathOptions BACK = PathOptions.delay(DELAY);

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    private static PathOptions.Builder there() {
        return PathOptions.builder().rateMbit(20).delay(DELAY).queueBytes(400_000);
    }

    @ParameterizedTest
    @EnumSource(Ip.class)
    void aSingleDropIsOneRecovery(Ip ip) {
        KernelCounts counts =
                KernelCounts.ofClient(
                        folder,
                        there().dropData(100).build(),
                        BACK,
                        lab -> {
                            lab.transfer(Transfer.of(600_000).ip(ip));
                            assertEquals(
                                    1, lab.log().count(Direction.A_TO_B, Action.DROP_SCRIPTED));
                        });
        counts.assertAllSame();
        assertTrue(counts.kernel("TcpExtTCPSackRecovery") >= 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cubic", "reno", "bbr"})
    void randomLossIsCountedAlike(String congestionControl) {
        KernelCounts counts =
                KernelCounts.ofClient(
                        folder,
                        there().loss(0.02).build(),
                        BACK,
                        lab ->
                                lab.transfer(
                                        Transfer.of(1_500_000)
                                                .congestionControl(congestionControl)));
        counts.assertAllSame();
        assertTrue(counts.kernel("TcpRetransSegs") > 5);
    }

    @Test
    void aLostTailIsOneLossProbe() {
        PathOptions tail = PathOptions.builder().delay(DELAY).dropTail(14_480).build();
        KernelCounts counts =
                KernelCounts.ofClient(
                        folder,
                        tail,
                        BACK,
                        lab -> {
                            Apps.requestResponse(lab, 1, 14_480, 100, Duration.ZERO).join();
                            assertEquals(1, lab.log().count(Direction.A_TO_B, Action.DROP_TAIL));
                        });
        counts.assertAllSame();
        assertTrue(counts.kernel("TcpExtTCPLossProbes") >= 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cubic", "bbr"})
    void aBlackoutIsTimeouts(String congestionControl) {
        PathOptions dead =
                there().blackout(Duration.ofMillis(200), Duration.ofMillis(2500)).build();
        KernelCounts counts =
                KernelCounts.ofClient(
                        folder,
                        dead,
                        BACK,
                        lab ->
                                lab.transfer(
                                        Transfer.of(1_500_000)
                                                .congestionControl(congestionControl)));
        counts.assertAllSame();
        assertTrue(counts.kernel("TcpExtTCPTimeouts") >= 2);
    }

    @Test
    void aNeedlessTimeoutIsCountedAlike() {
        PathOptions spike = there().spike(Duration.ofMillis(200), Duration.ofMillis(1500)).build();
        KernelCounts counts =
                KernelCounts.ofClient(
                        folder, spike, BACK, lab -> lab.transfer(Transfer.of(1_500_000)));
        counts.assertAllSame();
        assertTrue(counts.kernel("TcpExtTCPTimeouts") >= 1);
    }

    @Test
    void reorderingIsCountedAlike() {
        PathOptions mixed = there().reorder(0.03, Duration.ofMillis(12)).build();
        KernelCounts counts =
                KernelCounts.ofClient(
                        folder, mixed, BACK, lab -> lab.transfer(Transfer.of(2_000_000)));
        counts.assertAllSame();
    }

    @Test
    void aLostSynIsATimeoutAndARetransmission() {
        KernelCounts counts =
                KernelCounts.ofClient(
                        folder,
                        there().dropSyn(1).build(),
                        BACK,
                        lab -> lab.transfer(Transfer.of(10_000)));
        counts.assertAllSame();
        assertTrue(counts.kernel("TcpExtTCPSynRetrans") >= 1);
    }

    @Test
    void aLostSynAckIsSentAgainByTheServer() {
        PathOptions back = PathOptions.builder().delay(DELAY).dropSyn(1).build();
        KernelCounts counts =
                KernelCounts.ofServer(
                        folder, there().build(), back, lab -> lab.transfer(Transfer.of(10_000)));
        counts.assertAllSame();
        assertTrue(counts.recorded("synack retransmissions") >= 1);
    }

    @Test
    void eachResetOfAnAbortIsRecorded() {
        KernelCounts counts =
                KernelCounts.ofClient(
                        folder,
                        there().build(),
                        BACK,
                        lab -> Apps.abort(lab, 500_000, Duration.ofMillis(100)).join());
        counts.assertAllSame();
        assertAll(
                // one by the socket, and one to each packet that comes when it is gone
                () -> assertTrue(counts.kernel("TcpOutRsts") >= 1),
                () -> assertEquals(counts.kernel("TcpOutRsts"), counts.recorded("resets sent")));
    }

    @Test
    void manyConnectionsOfEachKindAreCountedAlike() {
        KernelCounts counts =
                KernelCounts.ofServer(
                        folder,
                        there().loss(0.01).build(),
                        BACK,
                        lab -> {
                            for (int i = 0; i < 10; i++) {
                                lab.transfer(Transfer.of(20_000).ip(i % 2 == 0 ? Ip.V4 : Ip.V6));
                            }
                        });
        counts.assertAllSame();
        assertEquals(10, counts.kernel("TcpPassiveOpens"));
    }
}
