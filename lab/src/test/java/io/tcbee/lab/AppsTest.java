package io.tcbee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each application must bring TCP into the situation that it is for. */
@RunningLab
class AppsTest {
    private static final PathOptions PATH = PathOptions.delay(Duration.ofMillis(5));

    @Test
    void aPausingReceiverClosesItsWindow() {
        try (Lab lab = Lab.open(PATH, PATH)) {
            TransferResult result =
                    Apps.pausingReceiver(lab, 200_000, 8192, 20_000, Duration.ofMillis(1500))
                            .join();
            assertTrue(lab.serverCounters().get("TcpExtTCPToZeroWindowAdv") > 0);
            assertTrue(lab.clientCounters().get("TcpExtTCPWinProbe") > 0);
            assertTrue(result.info().get("rwnd_limited") > 1_000_000); // us
        }
    }

    @Test
    void anAbortSendsAReset() {
        PathOptions slow = PathOptions.builder().rateMbit(2).delayMs(5).build();
        try (Lab lab = Lab.open(slow, PATH)) {
            TransferResult _ = Apps.abort(lab, 100_000, Duration.ofMillis(100)).join();
            assertTrue(lab.clientCounters().get("TcpOutRsts") > 0);
        }
    }

    @Test
    void requestAndResponseTakeARoundTripAndTheThought() {
        try (Lab lab = Lab.open(PATH, PATH)) {
            TransferResult result =
                    Apps.requestResponse(lab, 10, 200, 1000, Duration.ofMillis(20)).join();
            assertEquals(2000, result.bytes());
            assertEquals(10_000 + 1, result.info().get("bytes_received")); // FIN counts
            assertTrue(result.endNs() - result.startNs() >= 10 * 30_000_000L);
        }
    }
}
