package io.tcbee.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.model.EventHeader;
import io.tcbee.model.TcpProbe;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans that go past the page cache, from memory that plays a ring's mapping. */
class TraceDirectTest {
    private static final int RECORD = 8 + TcpProbe.TYPE.size();
    private static final int BLOCK = 4096;

    /** Records of a span that is large enough. */
    private static final int MANY = (int) DirectFile.LEAST / RECORD + 1;

    @TempDir Path directory;
    private final MemorySegment ring = Arena.ofAuto().allocate(3 << 20, BLOCK);
    private long nextTime = 1;

    @BeforeEach
    void needsDirect() throws IOException {
        Path probe = Files.createFile(directory.resolve("probe"));
        try (Arena arena = Arena.ofConfined();
                DirectFile direct = DirectFile.open(probe, arena)) {
            assumeTrue(direct != null, "no O_DIRECT in " + directory);
        }
    }

    /** Every place within a block that a record can begin and end at. */
    @Test
    void spansFromAnyPlaceInABlockAreReadBackExactly() {
        Path path = directory.resolve("places.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            for (int at = 0; at < BLOCK; at += 8) {
                writer.records(at % 3, span(at, MANY + at % 61));
            }
            writer.finish(List.of());
        }
        assertReads(path, nextTime - 1);
        assertTrue(pads(path) > 0, "it did not go past the page cache");
    }

    @Test
    void smallChunksBetweenLargeOnesAreReadBackExactly() {
        Path path = directory.resolve("mixed.tcbee");
        Random random = new Random(1);
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            for (int i = 0; i < 200; i++) {
                boolean large = random.nextBoolean();
                int count = large ? MANY + random.nextInt(2_000) : 1 + random.nextInt(400);
                writer.records(i % 2, span(8L * random.nextInt(512), count));
                if (random.nextBoolean()) {
                    writer.clock(Traces.START);
                }
            }
            writer.finish(List.of());
        }
        assertReads(path, nextTime - 1);
    }

    @Test
    void aPayloadLiesInTheFileAsInMemory() {
        Path path = directory.resolve("place.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            writer.records(0, span(1_608, MANY));
            writer.records(0, span(0, MANY));
            writer.records(0, span(64, MANY));
            writer.records(0, span(56, MANY));
        }
        assertEquals(List.of(1_608L, 0L, 64L, 56L), placesOfEvents(path));
        assertReads(path, nextTime - 1);
    }

    @Test
    void aFileCutAnywhereNearTheSeamsKeepsTheChunksBefore() throws IOException {
        Path path = directory.resolve("cut.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            writer.records(0, span(200, MANY));
            writer.records(1, span(4_000, MANY));
        }
        List<Long> ends = endsOfEvents(path);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (long seam : ends.reversed()) {
                for (long cut = Math.min(file.size(), seam + 2L * BLOCK); cut > seam - 99; cut--) {
                    file.truncate(cut);
                    assertWholeChunks(path, cut, ends);
                }
            }
        }
    }

    private static void assertWholeChunks(Path path, long cut, List<Long> ends) {
        long whole = ends.stream().filter(end -> end <= cut).count();
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(whole * MANY, trace.eventCount(), "cut at " + cut);
        }
    }

    @Test
    void flippedBytesCostNoMoreThanTheirChunk() throws IOException {
        Path path = directory.resolve("flip.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            writer.records(0, span(200, MANY));
            writer.records(1, span(4_000, MANY));
        }
        byte[] whole = Files.readAllBytes(path);
        long head = headEnd(path);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            int at = (int) head + random.nextInt(whole.length - (int) head);
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(path, damaged);
            try (TraceReader trace = TraceReader.open(path)) {
                trace.verify();
                long count = trace.eventCount();
                String attempt = "seed " + seed + ", byte " + at + ": " + count;
                assertTrue(count == MANY || count == 2L * MANY, attempt);
            }
        }
    }

    /** As where blocks are larger than the file system says. */
    @Test
    void whatTheFileSystemRefusesGoesThroughThePageCache() {
        Path path = directory.resolve("refused.tcbee");
        try (TraceWriter writer =
                TraceWriter.create(path, Traces.info(), arena -> withBlocksOf(512, path, arena))) {
            writer.records(0, span(512, MANY));
            writer.records(0, span(1_024, MANY));
            writer.finish(List.of());
        }
        assertReads(path, 2L * MANY);
    }

    private static ChunkFile withBlocksOf(int block, Path path, Arena arena) {
        FileChannel channel = ChunkFile.open(path);
        return ChunkFile.create(path, channel, DirectFile.open(path, block, arena), arena);
    }

    /** On a file system of 1 MiB on a block device. */
    @Test
    void afterAFullDiskTheFileEndsWithItsLastWholeChunk() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "mounting requires root");
        Path image = directory.resolve("image");
        Path mount = Files.createDirectory(directory.resolve("disk"));
        Files.write(image, new byte[4 << 20]);
        assumeTrue(
                run("mkfs.ext4", "-q", "-O", "^has_journal", image.toString())
                        && run("mount", "-o", "loop", image.toString(), mount.toString()),
                "an ext4 image cannot be mounted here");
        try {
            Path path = mount.resolve("trace.tcbee");
            int written = 0;
            try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
                while (written < 100) {
                    writer.records(0, span(64, MANY));
                    written++;
                }
            } catch (TraceIoException e) {
                assertEquals("write " + path + ": No space left on device", e.getMessage());
            }
            assertTrue(written > 0 && written < 100, "spans written: " + written);
            assertTrue(pads(path) > 0, "it did not go past the page cache");
            assertReads(path, (long) MANY * written);
        } finally {
            run("umount", mount.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    /** Events of ascending times from byte {@code at} of the ring on. */
    private MemorySegment span(long at, int count) {
        long record = at;
        for (int i = 0; i < count; i++) {
            ring.set(TraceFormat.U32, record, TcpProbe.TYPE.size());
            long event = record + TraceFormat.RECORD_HEADER;
            ring.set(TraceFormat.U64, event + EventHeader.TIME_NS.offset(), nextTime++);
            ring.set(
                    TraceFormat.U16, event + EventHeader.TYPE.offset(), (short) TcpProbe.TYPE.id());
            ring.set(
                    TraceFormat.U16,
                    event + EventHeader.LENGTH.offset(),
                    (short) TcpProbe.TYPE.size());
            record += RECORD;
        }
        return ring.asSlice(at, record - at);
    }

    /** Each time from 1 to {@code last} is there once. */
    private static void assertReads(Path path, long last) {
        try (TraceReader trace = TraceReader.open(path)) {
            EventCursor events = trace.events();
            long expected = 0;
            while (events.next()) {
                expected++;
                assertEquals(expected, events.timeNs());
                assertEquals(TcpProbe.TYPE.id(), events.type());
            }
            assertEquals(last, expected);
            trace.verify();
            assertEquals(List.of(), trace.damages());
        }
    }

    /** Headers of a sound file, PADs included, by walking it. */
    private static List<long[]> chunks(Path path) {
        List<long[]> chunks = new ArrayList<>();
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(path)) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            long at = TraceFormat.PROLOGUE;
            while (at + ChunkHeader.SIZE <= file.byteSize()) {
                assertTrue(ChunkHeader.isAt(file, at), "no header at " + at);
                chunks.add(new long[] {ChunkHeader.type(file, at), at, ChunkHeader.end(file, at)});
                at = ChunkHeader.end(file, at);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return chunks;
    }

    private static long pads(Path path) {
        return chunks(path).stream().filter(chunk -> chunk[0] == TraceFormat.PAD).count();
    }

    private static List<Long> placesOfEvents(Path path) {
        return chunks(path).stream()
                .filter(chunk -> chunk[0] == TraceFormat.EVENTS)
                .map(chunk -> (chunk[1] + ChunkHeader.SIZE) % BLOCK)
                .toList();
    }

    private static List<Long> endsOfEvents(Path path) {
        return chunks(path).stream()
                .filter(chunk -> chunk[0] == TraceFormat.EVENTS)
                .map(chunk -> chunk[2])
                .toList();
    }

    private static long headEnd(Path path) {
        return chunks(path).getFirst()[2];
    }
}
