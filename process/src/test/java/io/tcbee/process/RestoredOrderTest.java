package io.tcbee.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections whose events lie scattered over the rings of many CPUs, read at any moment, come out
 * in the order in which they happened.
 */
class RestoredOrderTest {
    private static final int CONNECTIONS = 20;
    private static final int EVENTS = 40_000;
    private static final int SEGMENT = 1000;

    private final MemoryStore store = new MemoryStore();

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void noSequenceNumberRunsBackwardsUnlessItDidOnTheWire(int cpus) {
        long seed = System.nanoTime();
        Path path = directory.resolve("scattered.tcbee");
        List<List<Long>> sent;
        try (TestTrace trace = new TestTrace(path)) {
            sent = scatter(trace, new Random(seed), cpus);
            trace.finish(0);
        }

        Processor.withAllMetrics().process(path, store, Progress.NONE);

        for (int i = 0; i < CONNECTIONS; i++) {
            assertEquals(sent.get(i), column("packets", "seq", i), "seed " + seed);
            List<Long> numbers = column("tcp_state", "snd_cwnd", i);
            assertEquals(numbers.stream().sorted().toList(), numbers, "seed " + seed);
        }
    }

    private List<Long> column(String table, String column, int connection) {
        return store.rows(table).stream()
                .filter(row -> row.connection() == connection + 1 && row.side() == 0)
                .map(row -> row.value(column))
                .toList();
    }

    /** Returns the relative sequence numbers of each connection's packets as they were sent. */
    private static List<List<Long>> scatter(TestTrace trace, Random random, int cpus) {
        List<List<Long>> sent = new ArrayList<>();
        long[] next = new long[CONNECTIONS];
        int[] states = new int[CONNECTIONS];
        int[] cpu = new int[CONNECTIONS];
        ByteArrayOutputStream[] rings = new ByteArrayOutputStream[2 * cpus]; // the second: nested
        for (int i = 0; i < rings.length; i++) {
            rings[i] = new ByteArrayOutputStream();
        }
        long timeNs = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            sent.add(new ArrayList<>(List.of(0L)));
            trace.socket(timeNs, 100 + i, 5000 + i, 2, 80);
            trace.packet(++timeNs, 1, 5000 + i, 2, 80, isn(i), 0, TestTrace.SYN, 0);
            trace.flush();
            next[i] = 1;
        }
        for (int event = 0; event < EVENTS; event++) {
            int i = random.nextInt(CONNECTIONS);
            int before = cpu[i];
            cpu[i] = random.nextInt(4) == 0 ? random.nextInt(cpus) : cpu[i];
            // Only what happens to others, or on the same CPU, can happen at the same time.
            timeNs += cpu[i] != before ? 1 : random.nextInt(2);
            boolean nested = random.nextInt(5) == 0;
            timeNs += nested ? 1 : 0;
            if (random.nextBoolean()) {
                long seq =
                        random.nextInt(50) == 0 && next[i] > SEGMENT ? next[i] - SEGMENT : next[i];
                sent.get(i).add(seq);
                next[i] = Math.max(next[i], seq + SEGMENT);
                int wire = (int) (isn(i) + seq);
                trace.packet(timeNs, 1, 5000 + i, 2, 80, wire, 1, TestTrace.ACK, SEGMENT);
            } else {
                trace.events
                        .begin(TcpProbe.TYPE, TestTrace.START_NS + timeNs, 100 + i, cpu[i])
                        .set(TcpState.SND_CWND, ++states[i]);
            }
            rings[cpu[i] + (nested ? cpus : 0)].writeBytes(trace.ringed());
            timeNs += nested ? 1 : 0;
            if (random.nextInt(100) == 0) {
                drain(trace, rings, random.nextInt(rings.length), cpus);
            }
        }
        for (int ring = 0; ring < rings.length; ring++) {
            drain(trace, rings, ring, cpus);
        }
        return sent;
    }

    private static int isn(int connection) {
        return 0x7fff_0000 + connection * 0x1000_0000; // some wrap around
    }

    private static void drain(TestTrace trace, ByteArrayOutputStream[] rings, int ring, int cpus) {
        if (rings[ring].size() > 0) {
            trace.records(ring % cpus, rings[ring].toByteArray());
            rings[ring].reset();
        }
    }
}
