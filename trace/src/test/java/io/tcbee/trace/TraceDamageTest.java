package io.tcbee.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.TcpProbe;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceDamageTest {
    private static final int FLIPS = 2_000;

    /** What {@link Traces#write} writes. */
    private static final List<Long> ALL = List.of(5L, 10L, 20L, 25L, 30L, 40L, 50L, 60L);

    /** Keeps the head short, so that most damage hits the rest. */
    private static final EventType BARE =
            new EventType(
                    TcpProbe.TYPE.id(),
                    TcpProbe.TYPE.name(),
                    TcpProbe.TYPE.size(),
                    EventHeader.FIELDS,
                    true);

    @TempDir Path directory;
    private Path path;
    private byte[] whole;

    @BeforeEach
    void write() throws IOException {
        path = directory.resolve("small.tcbee");
        Traces.write(path, Traces.info(List.of(BARE)));
        whole = Files.readAllBytes(path);
    }

    @Test
    void aFileCutAtAnyByteHasFewerEventsAndIsNotComplete() throws IOException {
        List<Long> before = List.of();
        for (int length = 0; length < whole.length; length++) {
            List<Long> times = readOrRefuse(Arrays.copyOf(whole, length));
            assertTrue(times.containsAll(before), "cut at " + length + ": " + times);
            before = times;
        }
        assertEquals(ALL, before);
    }

    @Test
    void aFileThatWasCutTellsWhere() throws IOException {
        Files.write(path, Arrays.copyOf(whole, whole.length - 1));
        try (TraceReader trace = TraceReader.open(path)) {
            assertFalse(trace.complete());
            assertEquals(1, trace.damages().size());
            String damage = trace.damages().getFirst();
            assertTrue(damage.startsWith("read " + path + ": cut off at byte "), damage);
            assertTrue(damage.endsWith("found the end at " + (whole.length - 1)), damage);
        }
    }

    @Test
    void flippedBytesGiveFewerEventsOrATypedException() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < FLIPS; i++) {
            byte[] damaged = whole.clone();
            int flips = 1 + random.nextInt(4);
            for (int flip = 0; flip < flips; flip++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            }
            int length = random.nextBoolean() ? damaged.length : random.nextInt(damaged.length);
            String attempt = "seed " + seed + ", attempt " + i;
            List<Long> times = readOrRefuse(Arrays.copyOf(damaged, length));
            assertTrue(ALL.containsAll(times), attempt + ": " + times);
            assertEquals(times.stream().sorted().toList(), times, attempt);
        }
    }

    @Test
    void aDamagedPayloadIsLeftOutAndToldOnce() throws IOException {
        whole[payloadOfFirstEvents() + 40] ^= 1;
        Files.write(path, whole);
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(List.of(5L, 25L, 50L, 60L), Traces.times(trace));
            assertEquals(List.of(5L, 25L, 50L, 60L), Traces.times(trace));
            assertEquals(4, trace.eventCount());
            assertEquals(1, trace.damages().size());
            int chunk = payloadOfFirstEvents() - ChunkHeader.SIZE;
            assertTrue(
                    trace.damages()
                            .getFirst()
                            .startsWith(
                                    "read "
                                            + path
                                            + ": damaged chunk at byte "
                                            + chunk
                                            + ": expected payload checksum "));
        }
    }

    @Test
    void withoutAFooterReadingGoesOnBehindADamagedHeader() throws IOException {
        int chunk = payloadOfFirstEvents() - ChunkHeader.SIZE;
        whole[chunk + 12] ^= 1;
        Files.write(path, Arrays.copyOf(whole, whole.length - 8));
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(List.of(5L, 25L, 50L, 60L), Traces.times(trace));
            String damage = trace.damages().getFirst();
            assertTrue(damage.contains("damaged chunk at byte " + chunk), damage);
            assertTrue(damage.contains("read on at byte "), damage);
        }
    }

    @Test
    void aDamagedHeadIsRefused() throws IOException {
        whole[TraceFormat.PROLOGUE + ChunkHeader.SIZE + 5] ^= 1;
        Files.write(path, whole);
        var e = assertThrows(TraceFormatException.class, () -> TraceReader.open(path));
        assertTrue(e.getMessage().startsWith("read " + path + ": damaged head at byte 16"));
    }

    /** Reads everything that there is; no events if the file is refused with a typed exception. */
    private List<Long> readOrRefuse(byte[] bytes) throws IOException {
        Files.write(path, bytes);
        try (TraceReader trace = TraceReader.open(path)) {
            List<Long> times = Traces.times(trace);
            trace.verify();
            assertEquals(times.size(), trace.eventCount());
            assertTrue(trace.clocks().size() <= 1);
            assertTrue(trace.losses().size() <= 1);
            assertTrue(trace.complete() || trace.counts().isEmpty());
            return times;
        } catch (TraceFormatException e) {
            assertTrue(e.getMessage().startsWith("read " + path + ": "), e.getMessage());
            return List.of();
        }
    }

    private int payloadOfFirstEvents() {
        var bytes = MemorySegment.ofArray(whole);
        long at = TraceFormat.PROLOGUE;
        while (ChunkHeader.type(bytes, at) != TraceFormat.EVENTS) {
            at = ChunkHeader.end(bytes, at);
        }
        return Math.toIntExact(at + ChunkHeader.SIZE);
    }
}
