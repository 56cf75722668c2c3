package io.tcbee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabTest {
    private static final Duration DELAY = Duration.ofMillis(10);

    @BeforeEach
    void needsRoot() {
        Lab.missing().ifPresent(reason -> org.junit.jupiter.api.Assumptions.abort(reason));
    }

    @Test
    void aScriptedDropIsOneRetransmission() {
        PathOptions there =
                PathOptions.builder()
                        .rateMbit(20)
                        .delay(DELAY)
                        .queueBytes(400_000)
                        .dropData(60)
                        .build();
        try (Lab lab = Lab.open(there, PathOptions.delay(DELAY))) {
            Counters before = lab.clientCounters();
            TransferResult result = lab.transfer(Transfer.of(2_000_000));
            Counters delta = lab.clientCounters().since(before);
            IO.println(result + " " + result.goodputBitsPerSecond());
            IO.println(delta);
            IO.println(
                    lab.log().size()
                            + " other "
                            + lab.log().otherPackets()
                            + " lost "
                            + lab.lostBeforeWire());
            long n = 0, late = 0, max = 0;
            for (PathLog.Row row = lab.log().rows(); row.next(); ) {
                if (row.departureNs() > 0) {
                    n++;
                    late += row.departureNs() - row.releaseNs();
                    max = Math.max(max, row.departureNs() - row.releaseNs());
                }
            }
            IO.println("late mean " + late / n + " max " + max);
            assertEquals(1, delta.get("TcpRetransSegs"));
            assertEquals(1, lab.log().count(Direction.A_TO_B, Action.DROP_SCRIPTED));
            assertTrue(result.info().minRttUs() >= 20_000);
        }
    }
}
