package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.lab.Action;
import io.tcbee.lab.Counters;
import io.tcbee.lab.Direction;
import io.tcbee.lab.Ip;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabNamespace;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.TraceReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What TCBee says of a connection, against what the path did and what the kernel counted. */
class GroundTruthTest {
    private static final int DELAY_MS = 10;
    private static final long BYTES = 600_000;

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    @ParameterizedTest
    @EnumSource(Ip.class)
    void scriptedDropsAreRetransmissionsEverywhere(Ip ip) {
        Path trace = folder.resolve("drops.tcbee");
        Path database = folder.resolve("drops.duckdb");
        PathOptions there =
                PathOptions.builder()
                        .rateMbit(20)
                        .delayMs(DELAY_MS)
                        .queueBytes(400_000)
                        .dropData(60, 150, 240, 330)
                        .build();
        long dropped;
        Counters kernel;
        long sentAgain;
        PathTimes path;
        try (Lab lab = Lab.open(there, PathOptions.delay(Duration.ofMillis(DELAY_MS)))) {
            Counters before = lab.clientCounters();
            Recording recording =
                    Recording.start(
                            Tcbee.command(
                                    lab.client(),
                                    "record",
                                    LabNamespace.DEVICE,
                                    "-o",
                                    trace.toString(),
                                    "-q"));
            lab.transfer(Transfer.of(BYTES).ip(ip));
            Result ended = recording.stop();
            assertEquals(0, ended.exit(), ended::out);
            kernel = lab.clientCounters().since(before);
            dropped = lab.log().count(Direction.A_TO_B, Action.DROP_SCRIPTED);
            sentAgain = lab.log().repeated(Direction.A_TO_B);
            path = new PathTimes(lab.log());
        }
        assertEquals(4, dropped, "the script");
        Result processed = Tcbee.run("process", trace.toString(), "-o", database.toString());
        assertEquals(0, processed.exit(), processed::err);
        Map<String, String> flow = Tcbee.run("flows", database.toString()).table().getFirst();

        List<RecordedPacket> recorded = RecordedPacket.of(trace);
        double minRttNs = Double.parseDouble(flow.get("rtt_min_us")) * 1e3;
        assertAll(
                // More than were dropped only if the machine stood still.
                () -> assertTrue(sentAgain >= dropped, "retransmissions that the path saw"),
                () -> assertEquals(sentAgain, kernel.get("TcpRetransSegs"), "TcpRetransSegs"),
                () ->
                        assertEquals(
                                Long.toString(sentAgain),
                                flow.get("retransmissions"),
                                "in the database"),
                () -> assertEquals(Long.toString(BYTES), flow.get("bytes"), "bytes"),
                () -> assertEquals("cubic", flow.get("congestion_control")),
                () -> assertEquals("0", flow.get("events_lost")),
                () -> assertTrue(path.floorNs() >= 2 * DELAY_MS * 1e6, "the script"),
                () -> assertTrue(minRttNs >= path.floorNs(), "min RTT ns " + minRttNs),
                () -> assertTrue(minRttNs <= path.ceilingNs(recorded), "min RTT ns " + minRttNs),
                () -> path.assertEachArrivalWasRecordedThen(recorded));
        assertEveryEventIsAccountedFor(trace);
    }

    static void assertEveryEventIsAccountedFor(Path trace) {
        try (TraceReader reader = TraceReader.open(trace)) {
            long counted = reader.counts().stream().mapToLong(HookCounts::events).sum();
            long lost = reader.counts().stream().mapToLong(HookCounts::lost).sum();
            assertTrue(reader.complete(), "the trace has its footer");
            assertTrue(counted > 0, "something was counted");
            assertEquals(counted, reader.eventCount() + lost, "counted = stored + lost");
        }
    }
}
