package io.tcbee.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventTypes;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a recording and recordings of several hosts, as one. */
class TraceMergeTest {
    private static final long NETNS = 4_026_531_840L;

    @TempDir private Path folder;

    private Path part(int number, int cpu, long... times) {
        Path path = folder.resolve("part" + number);
        TraceInfo info = Traces.info().part(number, Traces.START);
        try (TraceWriter writer = TraceWriter.create(path, info)) {
            writer.records(cpu, Traces.probes(cpu, times).records());
            writer.finish(List.of(new HookCounts(1, cpu, 10, 0, times.length + 1, 1, 0)));
        }
        return path;
    }

    private static List<TraceReader> open(Path... paths) {
        List<TraceReader> readers = new ArrayList<>();
        for (Path path : paths) {
            readers.add(TraceReader.open(path));
        }
        return readers;
    }

    private Path merged(Path... paths) {
        Path out = folder.resolve("merged");
        try (TraceMerge merge = TraceMerge.of(open(paths));
                TraceWriter writer = TraceWriter.create(out, merge.info())) {
            merge.writeTo(writer, count -> {});
        }
        return out;
    }

    @Test
    void partsAreOneWalkInOrderOfTimeAndTheirCountsAddUp() {
        Path second = part(2, 0, 50, 70);
        Path first = part(1, 0, 10, 60);
        try (TraceParts parts = TraceParts.of(open(second, first))) {
            List<Long> times = new ArrayList<>();
            EventCursor events = parts.events();
            while (events.next()) {
                times.add(events.timeNs());
            }
            assertEquals(List.of(10L, 50L, 60L, 70L), times);
            assertEquals(List.of(new HookCounts(1, 0, 20, 0, 6, 2, 0)), parts.counts());
            assertEquals(0, parts.info().part());
            assertTrue(parts.complete());
            assertEquals(List.of(), parts.damages());
        }
    }

    @Test
    void aPartThatIsMissingIsTold() {
        try (TraceParts parts = TraceParts.of(open(part(2, 0, 10), part(5, 0, 50)))) {
            assertTrue(parts.damages().getFirst().endsWith("the parts 3 to 4 are missing"));
        }
    }

    @Test
    void aPartThatIsThereTwiceIsRefused() {
        Path path = part(1, 0, 10);
        assertThrows(TraceFormatException.class, () -> TraceParts.of(open(path, path)));
    }

    @Test
    void mergedPartsAreTheRecording() {
        try (TraceReader merged = TraceReader.open(merged(part(1, 0, 10, 60), part(2, 1, 50)))) {
            assertEquals(Traces.ID, merged.info().id());
            assertEquals(0, merged.info().part());
            assertEquals(List.of(10L, 50L, 60L), Traces.times(merged));
            assertEquals(2, merged.counts().size());
            assertTrue(merged.complete());
            assertEquals(List.of(), merged.damages());
        }
    }

    @Test
    void whatIsDamagedIsCountedAsLostInTheSalvagedTrace() throws IOException {
        Path path = folder.resolve("damaged");
        Traces.write(path);
        byte[] bytes = Files.readAllBytes(path);
        long inFirstChunk;
        try (TraceFile file = new TraceFile(path)) {
            int row = 0;
            while (file.index().type(row) != TraceFormat.EVENTS) {
                row++;
            }
            inFirstChunk = file.index().position(row) + ChunkHeader.SIZE + 40;
        }
        bytes[(int) inFirstChunk] ^= 1;
        Files.write(path, bytes);
        try (TraceReader salvaged = TraceReader.open(merged(path))) {
            // Traces.write: 10, 30, 20, 40 are CPU 0's first chunk
            assertEquals(List.of(5L, 25L, 50L, 60L), Traces.times(salvaged));
            assertEquals(List.of(), salvaged.damages());
            LossReport damage = salvaged.losses().getLast();
            assertEquals(
                    new LossReport(
                            10, 40, List.of(new LossReport.Loss(LossReport.BY_DAMAGE, 0, 4))),
                    damage);
        }
    }

    @Test
    void aTraceThatWasCutOffStaysOne() throws IOException {
        Path path = folder.resolve("cut");
        Traces.write(path);
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, java.util.Arrays.copyOf(bytes, bytes.length - 20));
        try (TraceReader merged = TraceReader.open(merged(path))) {
            assertFalse(merged.complete());
            assertEquals(8, Traces.times(merged).size());
        }
    }

    /** A host whose monotonic clock was 0 at that realtime. */
    private Path host(String name, long bootRealtimeNs, long timeNs) {
        Path path = folder.resolve(name);
        TraceInfo info =
                new TraceInfo(
                        UUID.nameUUIDFromBytes(
                                name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        "tcbee",
                        name,
                        "6.18",
                        2,
                        new ClockPair(0, bootRealtimeNs, 0),
                        List.of(new Interface(2, "eth0", NETNS, "ethernet", 1500)),
                        List.of(),
                        List.of(new Hook(0, "tcp_probe", "tp_btf/tcp_probe", "")),
                        EventTypes.ALL);
        EventWriter events = new EventWriter();
        events.begin(TcpProbe.TYPE, timeNs, 5, 1);
        events.begin(PacketEvent.TYPE, timeNs + 1, 0, 1).set(PacketEvent.IFINDEX, 2);
        events.begin(SocketEvent.TYPE, timeNs + 2, 5, 1).set(SocketEvent.NETNS, NETNS);
        try (TraceWriter writer = TraceWriter.create(path, info)) {
            writer.records(1, events.records());
            writer.finish(List.of(new HookCounts(0, 1, 3, 0, 3, 0, 0)));
        }
        return path;
    }

    @Test
    void hostsShareAClockAndKeepTheirSocketsInterfacesAndCpusApart() {
        // b booted 100 ns after a: its 50 is a's 150
        Path merged = merged(host("a", 1000, 200), host("b", 1100, 50));
        try (TraceReader reader = TraceReader.open(merged)) {
            assertEquals(List.of(150L, 151L, 152L, 200L, 201L, 202L), Traces.times(reader));
            assertEquals("a, b", reader.info().host());
            assertEquals(4, reader.info().cpus());
            EventCursor events = reader.events();
            assertTrue(events.next());
            assertEquals(5 + (1L << 48), EventHeader.COOKIE.get(events.segment(), events.at()));
            assertEquals(3, EventHeader.CPU.get(events.segment(), events.at()));
            assertTrue(events.next());
            long ifindex = PacketEvent.IFINDEX.get(events.segment(), events.at());
            Interface own = reader.info().interfaces().getLast();
            assertEquals(own.ifindex(), ifindex);
            assertTrue(events.next());
            assertEquals(own.netns(), SocketEvent.NETNS.get(events.segment(), events.at()));
            assertEquals(2, reader.info().interfaces().getFirst().ifindex());
            assertEquals(List.of(0, 1), reader.counts().stream().map(HookCounts::hook).toList());
        }
    }
}
