package io.tcbee.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tcbee.model.Side;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.SeriesKey;
import io.tcbee.trace.ConnectionLoss;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where something was not seen, and only there, what is computed is called uncertain. */
class CertaintyTest {
    private static final double LOSS = 1;
    private static final double HALF = 2;
    private static final double MISSED = 4;

    private final MemoryStore store = new MemoryStore();

    @TempDir private Path directory;

    private ConnectionRow process(Consumer<TestTrace> content) {
        Path path = directory.resolve("test.tcbee");
        try (TestTrace trace = new TestTrace(path)) {
            content.accept(trace);
            trace.finish(0);
        }
        Processed _ = Processor.withAllMetrics().process(path, store, Progress.NONE);
        return store.connections.getFirst();
    }

    /** Time and value by turns; the same of both sides. */
    private List<Double> uncertain() {
        List<List<Double>> sides =
                Stream.of(Side.values())
                        .map(side -> new SeriesKey(1, side, "uncertain"))
                        .map(key -> store.points.getOrDefault(key, List.of()))
                        .map(points -> points.stream().flatMap(CertaintyTest::flat).toList())
                        .toList();
        assertEquals(sides.get(0), sides.get(1));
        return sides.get(0);
    }

    private static Stream<Double> flat(double[] point) {
        return Stream.of(point[0], point[1]);
    }

    /** From 100 to 1000. */
    private static void exchange(TestTrace trace) {
        trace.packet(100, 1, 5000, 2, 80, 100, 0, TestTrace.SYN, 0);
        trace.packet(110, 2, 80, 1, 5000, 900, 101, TestTrace.SYN | TestTrace.ACK, 0);
        trace.packet(120, 1, 5000, 2, 80, 101, 901, TestTrace.ACK, 0);
        trace.packet(500, 1, 5000, 2, 80, 101, 901, TestTrace.ACK, 10);
        trace.packet(1000, 2, 80, 1, 5000, 901, 111, TestTrace.ACK, 0);
    }

    @Test
    void whatWasSeenFromItsSynIsCertain() {
        ConnectionRow row = process(CertaintyTest::exchange);

        assertEquals(List.of(), uncertain());
        assertEquals(0, row.attribute(null, "uncertain_share"));
    }

    @Test
    void aLossOfAnyConnectionIsUncertainWhereTheTraceTellsNotWhose() {
        ConnectionRow row =
                process(trace -> {
                    exchange(trace);
                    trace.loss(200, 300, 5);
                });

        assertEquals(List.of(200.0, LOSS, 300.0, 0.0), uncertain());
        assertEquals(100 / 900.0, row.attribute(null, "uncertain_share"), 1e-9);
    }

    @Test
    void aLossOfAnotherConnectionIsNotUncertain() {
        ConnectionLoss own = new ConnectionLoss(at(400), at(450), 42, null, null, 0, 1);
        ConnectionLoss others = new ConnectionLoss(at(200), at(300), 43, null, null, 0, 1);
        ConnectionRow row =
                process(trace -> {
                    trace.socket(100, 42, 5000, 2, 80);
                    exchange(trace);
                    trace.loss(200, 450, own, others);
                });

        assertEquals(List.of(400.0, LOSS, 450.0, 0.0), uncertain());
        assertEquals(50 / 900.0, row.attribute(null, "uncertain_share"), 1e-9);
    }

    private static long at(long ns) {
        return TestTrace.START_NS + ns;
    }

    @Test
    void aLossBehindTheLastEventMakesTheEndUncertain() {
        ConnectionLoss late = new ConnectionLoss(at(2000), at(2100), 42, null, null, 0, 1);
        process(trace -> {
            trace.socket(100, 42, 5000, 2, 80);
            exchange(trace);
            trace.loss(2000, 2100, late);
        });

        assertEquals(List.of(1000.0, LOSS), uncertain());
    }

    @Test
    void withoutItsSynAllOfItIs() {
        ConnectionRow row =
                process(trace -> {
                    trace.packet(500, 1, 5000, 2, 80, 101, 901, TestTrace.ACK, 10);
                    trace.packet(1000, 2, 80, 1, 5000, 901, 111, TestTrace.ACK, 0);
                });

        assertEquals(List.of(500.0, HALF), uncertain());
        assertEquals(1, row.attribute(null, "uncertain_share"));
    }

    @Test
    void withoutTheSynOfTheServerToo() {
        process(trace -> {
            trace.packet(100, 1, 5000, 2, 80, 100, 0, TestTrace.SYN, 0);
            trace.packet(500, 1, 5000, 2, 80, 101, 901, TestTrace.ACK, 10);
            trace.packet(1000, 2, 80, 1, 5000, 901, 111, TestTrace.ACK, 0);
        });

        assertEquals(List.of(100.0, HALF), uncertain().subList(0, 2));
    }

    @Test
    void aRefusedSynIsCertain() {
        process(trace -> {
            trace.packet(100, 1, 5000, 2, 80, 100, 0, TestTrace.SYN, 0);
            trace.packet(200, 2, 80, 1, 5000, 0, 101, TestTrace.RST | TestTrace.ACK, 0);
        });

        assertEquals(List.of(), uncertain());
    }

    @Test
    void reasonsAreAdded() {
        process(trace -> {
            trace.packet(500, 1, 5000, 2, 80, 101, 901, TestTrace.ACK, 10);
            trace.packet(1000, 2, 80, 1, 5000, 901, 111, TestTrace.ACK, 0);
            trace.loss(600, 700, 5);
        });

        assertEquals(List.of(500.0, HALF, 600.0, LOSS + HALF, 700.0, HALF), uncertain());
    }

    @Test
    void whatIsAcknowledgedWasSent() {
        process(trace -> {
            exchange(trace);
            // The first ten bytes of twenty were not seen, and the packet before came at 500.
            trace.packet(2000, 1, 5000, 2, 80, 121, 901, TestTrace.ACK, 10);
            trace.packet(3000, 2, 80, 1, 5000, 901, 131, TestTrace.ACK, 0);
            trace.packet(4000, 1, 5000, 2, 80, 131, 901, TestTrace.ACK, 10);
            trace.packet(5000, 2, 80, 1, 5000, 901, 141, TestTrace.ACK, 0);
        });

        assertEquals(List.of(500.0, MISSED, 3000.0, 0.0), uncertain());
    }

    /** These captures are whole: as many packets as the two kernels counted. */
    @ParameterizedTest
    @ValueSource(strings = {"clean", "loss1pct_cubic"})
    void wholeCapturesMissNothing(String scenario) {
        ConnectionRow row =
                process(trace -> {
                    int _ = trace.capture(scenario);
                });

        assertEquals(List.of(), uncertain());
        assertEquals(0, row.attribute(null, "uncertain_share"));
        assertNull(store.points.get(new SeriesKey(1, Side.CLIENT, "uncertain")));
    }
}
