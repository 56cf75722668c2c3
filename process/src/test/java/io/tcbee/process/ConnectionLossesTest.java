package io.tcbee.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.model.Endpoint;
import io.tcbee.trace.ConnectionLoss;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each loss is one connection's, whenever it happened. */
class ConnectionLossesTest {
    private static final Endpoint OWN = Endpoint.of(TestTrace.address(1), 5000);
    private static final Endpoint PEER = Endpoint.of(TestTrace.address(2), 80);
    private static final Endpoint NOBODY = Endpoint.of(TestTrace.address(2), 81);

    @TempDir private Path directory;

    private static ConnectionLoss loss(long fromNs, long cookie, Endpoint remote, long lost) {
        return new ConnectionLoss(
                TestTrace.START_NS + fromNs,
                TestTrace.START_NS + fromNs + 5,
                cookie,
                cookie == 0 ? OWN : null,
                cookie == 0 ? remote : null,
                cookie == 0 ? TestTrace.IFINDEX : 0,
                lost);
    }

    /** Two uses of the same ends: the first at 10 to 20, the second at 100. */
    private Map<Long, Long> lost(ConnectionLoss... losses) {
        MemoryStore store = new MemoryStore();
        Path path = directory.resolve("test.tcbee");
        try (TestTrace trace = new TestTrace(path)) {
            trace.socket(5, 42, 5000, 2, 80);
            trace.packet(10, 1, 5000, 2, 80, 1, 0, TestTrace.SYN, 0);
            trace.packet(20, 1, 5000, 2, 80, 2, 0, TestTrace.RST, 0);
            trace.packet(100, 1, 5000, 2, 80, 77, 0, TestTrace.SYN, 0);
            trace.loss(1, 200, losses);
            trace.finish(0);
        }
        Processed _ = Processor.withAllMetrics().process(path, store, Progress.NONE);
        return store.rows("lost_events").stream()
                .collect(
                        Collectors.groupingBy(
                                MemoryStore.Row::connection,
                                Collectors.summingLong(row -> row.value("lost"))));
    }

    @Test
    void aLossBehindTheLastEventIsTheConnections() {
        assertEquals(Map.of(2L, 7L), lost(loss(500, 0, PEER, 7)));
        assertEquals(Map.of(1L, 8L), lost(loss(50, 0, PEER, 8)));
    }

    @Test
    void aLossIsOneConnectionsOnly() {
        assertEquals(Map.of(1L, 3L, 2L, 4L), lost(loss(12, 0, PEER, 3), loss(100, 0, PEER, 4)));
    }

    @Test
    void aLossBeforeTheFirstEventIsTheFirstConnections() {
        assertEquals(Map.of(1L, 5L), lost(loss(1, 0, PEER, 5)));
    }

    @Test
    void aLossOfWhomNothingWasRecordedIsOfConnectionZero() {
        assertEquals(Map.of(0L, 15L), lost(loss(12, 4711, null, 6), loss(12, 0, NOBODY, 9)));
    }

    @Test
    void aSocketsLossIsItsOwnAtAnyTime() {
        assertEquals(Map.of(1L, 2L), lost(loss(900, 42, null, 2)));
    }
}
