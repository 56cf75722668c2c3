package io.tcbee.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.EventHeader;
import io.tcbee.model.TcpProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceOrderTest {
    @TempDir Path directory;

    /** An event as the test writes and reads it. */
    private record Event(long timeNs, long cpu, long seq) {}

    @Test
    void anEventThatWasInterruptedByManyComesBehindThem() {
        long[] times = LongStream.rangeClosed(0, 5_000).toArray();
        times[0] = 5_001; // reserved first, its time was taken last
        List<Event> read = read(List.of(Traces.probes(0, times)));
        assertEquals(5_001, read.getLast().timeNs());
        assertEquals(0, read.getLast().seq());
        assertInOrder(read);
    }

    @Test
    void chunksOfOneCpuThatOverlapAreMerged() {
        List<Event> read = read(List.of(Traces.probes(0, 9, 20), Traces.probes(0, 8, 10, 21)));
        assertEquals(List.of(8L, 9L, 10L, 20L, 21L), read.stream().map(Event::timeNs).toList());
    }

    @Test
    void ofEqualTimesTheLowerCpuComesFirstThenTheFilesOrder() {
        List<Event> read =
                read(
                        List.of(
                                Traces.probes(2, 7, 7),
                                Traces.probes(1, 7, 6, 7),
                                Traces.probes(2, 7)));
        assertEquals(
                List.of(
                        new Event(6, 1, 1),
                        new Event(7, 1, 0),
                        new Event(7, 1, 2),
                        new Event(7, 2, 0),
                        new Event(7, 2, 1),
                        new Event(7, 2, 0)),
                read);
    }

    @Test
    void anyDisorderOnAnyCpuIsRestored() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            List<EventWriter> chunks = new ArrayList<>();
            int count = 0;
            for (int i = 0; i < 30; i++) {
                int cpu = random.nextInt(17);
                int length = random.nextInt(200);
                int spread = round % 2 == 0 ? 5 : 5_000; // nearly sorted, or not at all
                long[] times = new long[length];
                for (int j = 0; j < length; j++) {
                    times[j] = 10L * j + 300L * i + random.nextInt(spread);
                }
                chunks.add(Traces.probes(cpu, times));
                count += length;
            }
            List<Event> read = read(chunks);
            assertEquals(count, read.size(), "seed " + seed);
            assertInOrder(read);
        }
    }

    private static void assertInOrder(List<Event> events) {
        Comparator<Event> order =
                Comparator.comparingLong(Event::timeNs).thenComparingLong(Event::cpu);
        for (int i = 1; i < events.size(); i++) {
            assertTrue(order.compare(events.get(i - 1), events.get(i)) <= 0, "at event " + i);
        }
    }

    private List<Event> read(List<EventWriter> chunks) {
        Path path = directory.resolve("order.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            for (EventWriter chunk : chunks) {
                var records = chunk.records();
                if (records.byteSize() > 0) {
                    long cpu = EventHeader.CPU.get(records, TraceFormat.RECORD_HEADER);
                    writer.records((int) cpu, records);
                    writer.flush();
                }
            }
        }
        List<Event> read = new ArrayList<>();
        try (TraceReader trace = TraceReader.open(path)) {
            EventCursor events = trace.events();
            while (events.next()) {
                var bytes = events.segment();
                read.add(
                        new Event(
                                events.timeNs(),
                                EventHeader.CPU.get(bytes, events.at()),
                                TcpProbe.SEQ.get(bytes, events.at())));
            }
            assertEquals(List.of(), trace.damages());
        }
        return read;
    }
}
