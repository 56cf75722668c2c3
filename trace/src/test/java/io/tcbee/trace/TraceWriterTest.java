package io.tcbee.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.model.TcpProbe;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceWriterTest {
    private static final long RECORD = 8L + TcpProbe.TYPE.size();

    @TempDir Path directory;

    @Test
    void smallSpansOfACpuBecomeOneChunk() throws IOException {
        Path path = directory.resolve("small.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            long head = writer.bytes();
            for (int i = 0; i < 100; i++) {
                writer.records(i % 2, Traces.probes(i % 2, i).records());
            }
            assertEquals(head + 100L * RECORD, writer.bytes());
            writer.flush();
            assertEquals(head + 2 * ChunkHeader.SIZE + 100L * RECORD, writer.bytes());
            assertEquals(writer.bytes(), Files.size(path));
        }
        assertEquals(100, count(path));
    }

    @Test
    void aLargeSpanBecomesSeveralChunksOfWholeRecords() {
        Path path = directory.resolve("large.tcbee");
        EventWriter events = new EventWriter();
        int count = (40 << 20) / (int) RECORD;
        for (int i = 0; i < count; i++) {
            events.begin(TcpProbe.TYPE, i, 7, 0);
        }
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            writer.records(0, events.records());
        }
        assertEquals(count, count(path));
        try (TraceFile file = new TraceFile(path)) {
            ChunkIndex index = file.index();
            IntStream rows = IntStream.range(0, index.size());
            assertEquals(3, rows.filter(row -> index.type(row) == TraceFormat.EVENTS).count());
        }
    }

    @Test
    void anUnfinishedRecordIsTheCallersMistake() {
        Path path = directory.resolve("busy.tcbee");
        MemorySegment records = MemorySegment.ofArray(new byte[64]);
        records.set(TraceFormat.U32, 0, 56 | TraceFormat.RECORD_BUSY);
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            assertThrows(IllegalArgumentException.class, () -> writer.records(0, records));
            records.set(TraceFormat.U32, 0, 57);
            assertThrows(IllegalArgumentException.class, () -> writer.records(0, records));
            records.set(TraceFormat.U32, 0, 56);
            writer.records(0, records);
            writer.finish(List.of());
            assertThrows(IllegalStateException.class, () -> writer.records(0, records));
        }
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(List.of(), Traces.times(trace)); // its header tells no length
            assertTrue(trace.damages().getFirst().contains("damaged event"));
        }
    }

    @Test
    void aPlaceWhereNoFileCanBeMadeIsTold() {
        Path missing = directory.resolve("missing/trace.tcbee");
        var e =
                assertThrows(
                        TraceIoException.class, () -> TraceWriter.create(missing, Traces.info()));
        assertEquals("create " + missing + ": No such file or directory", e.getMessage());
        e =
                assertThrows(
                        TraceIoException.class, () -> TraceWriter.create(directory, Traces.info()));
        assertEquals("create " + directory + ": Is a directory", e.getMessage());
    }

    @Test
    void aFullDiskIsTold() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "there is no /dev/full");
        var e = assertThrows(TraceIoException.class, () -> TraceWriter.create(full, Traces.info()));
        assertEquals("write /dev/full: No space left on device", e.getMessage());
    }

    /** On a file system of 256 KiB. */
    @Test
    void afterAFullDiskTheFileEndsWithItsLastWholeChunk() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "mounting requires root");
        String mount = Files.createDirectory(directory.resolve("disk")).toString();
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount),
                "a tmpfs cannot be mounted here");
        try {
            Path path = Path.of(mount, "trace.tcbee");
            MemorySegment records = Traces.probes(0, new long[200]).records();
            int written = 0;
            try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
                while (written < 100) {
                    writer.records(0, records);
                    written++;
                }
            } catch (TraceIoException e) {
                assertEquals("write " + path + ": No space left on device", e.getMessage());
            }
            assertTrue(written > 0 && written < 100, "spans written: " + written);
            try (TraceReader trace = TraceReader.open(path)) {
                assertEquals(200L * written, trace.eventCount());
                assertEquals(200L * written, Traces.times(trace).size());
                assertEquals(List.of(), trace.damages());
            }
        } finally {
            run("umount", mount);
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    private static long count(Path path) {
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(trace.eventCount(), Traces.times(trace).size());
            return trace.eventCount();
        }
    }
}
