package io.tcbee.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.trace.EventCursor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapTest {
    private static final long TIME = 1_700_000_000_123_456_000L;

    @TempDir private Path folder;

    private static byte[] packet(int seq) {
        return Frames.ipv4(Frames.tcp(seq, Frames.ACK, 100));
    }

    @Test
    void bothByteOrdersAndBothUnitsOfTimeAreRead() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (boolean nanoseconds : List.of(true, false)) {
                PcapFile file = new PcapFile(order, nanoseconds, LinkLayer.RAW);
                Seen seen = Seen.of(folder, file.packet(TIME, packet(5)).array());
                assertEquals(
                        List.of(new Seen.Packet(TIME, 1, 2, 5, 7, 16, 100, 20, 20)),
                        seen.packets());
                assertTrue(seen.complete());
            }
        }
    }

    @Test
    void gzipIsReadAsThePlainFile() {
        byte[] plain = new PcapFile(LinkLayer.RAW).packet(TIME, packet(5)).array();
        assertEquals(Seen.of(folder, plain), Seen.of(folder, Seen.gzip(plain)));
    }

    @Test
    void aCutFileIsReadUpToItsLastWholePacket() {
        byte[] whole =
                new PcapFile(LinkLayer.RAW)
                        .packet(TIME, packet(1))
                        .packet(TIME + 1, packet(2))
                        .array();
        int first = 24 + 16 + packet(1).length;
        for (int length = 24; length <= whole.length; length++) {
            Seen seen = Seen.of(folder, Arrays.copyOf(whole, length));
            int packets = length == whole.length ? 2 : length >= first ? 1 : 0;
            boolean complete = length == 24 || length == first || length == whole.length;
            assertEquals(packets, seen.packets().size(), "length " + length);
            assertEquals(complete, seen.complete(), "length " + length);
            assertEquals(complete ? 0 : 1, seen.damages().size(), "length " + length);
        }
    }

    @Test
    void aCutGzipFileIsReadAsFarAsItGoes() {
        PcapFile file = new PcapFile(LinkLayer.RAW);
        for (int i = 0; i < 1000; i++) {
            file.packet(TIME + i, packet(i * 7919));
        }
        byte[] zipped = Seen.gzip(file.array());
        Seen seen = Seen.of(folder, Arrays.copyOf(zipped, zipped.length / 2));
        assertFalse(seen.complete());
        assertTrue(seen.packets().size() > 100, "packets=" + seen.packets().size());
        assertTrue(seen.damages().getFirst().contains("cut off at byte"));
    }

    @Test
    void aLengthThatNoPacketHasEndsTheWalk() {
        byte[] bytes =
                new PcapFile(LinkLayer.RAW)
                        .packet(TIME, packet(1))
                        .packet(TIME + 1, packet(2))
                        .array();
        bytes[24 + 16 + packet(1).length + 11] = 0x7f;
        Seen seen = Seen.of(folder, bytes);
        assertEquals(List.of(1L), seen.sequences());
        assertTrue(seen.damages().getFirst().contains("damaged record at byte 180"));
    }

    @Test
    void whatIsNoCaptureIsRefusedInOneSentence() throws IOException {
        Path text = Files.writeString(folder.resolve("notes"), "hello");
        assertFalse(CaptureReader.isCapture(text));
        String message =
                assertThrows(CaptureException.class, () -> CaptureReader.open(text)).getMessage();
        assertEquals("read " + text + ": not a capture: it begins with 68656c6c", message);
        Path none = folder.resolve("none");
        message = assertThrows(CaptureException.class, () -> CaptureReader.open(none)).getMessage();
        assertEquals("read " + none + ": No such file or directory", message);
    }

    @Test
    void aPacketThatIsLateInTheFileIsMovedToItsTime() {
        Seen seen =
                Seen.of(
                        folder,
                        new PcapFile(LinkLayer.RAW)
                                .packet(TIME, packet(1))
                                .packet(TIME + 300, packet(4))
                                .packet(TIME + 100, packet(2))
                                .packet(TIME + 100, packet(3))
                                .packet(TIME + 400, packet(5))
                                .array());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), seen.sequences());
    }

    @Test
    void aClockThatWasSetBackMovesNoPacket() {
        long second = 1_000_000_000L;
        Seen seen =
                Seen.of(
                        folder,
                        new PcapFile(LinkLayer.RAW)
                                .packet(TIME + 10 * second, packet(1))
                                .packet(TIME + 11 * second, packet(2))
                                .packet(TIME, packet(3))
                                .packet(TIME + 2, packet(5))
                                .packet(TIME + 1, packet(4))
                                .array());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), seen.sequences());
        assertEquals(TIME, seen.times().get(2));
        assertTrue(seen.leftOut().getFirst().startsWith("1 times more than a second behind"));
    }

    @Test
    void orderHoldsAcrossWindows() {
        PcapFile file = new PcapFile(LinkLayer.RAW);
        int packets = 3 * EventWindow.DEPTH;
        for (int i = 0; i < packets; i++) {
            int swapped = i % 1000 < 2 ? i ^ 1 : i;
            file.packet(TIME + swapped * 1000L, packet(swapped));
        }
        List<Long> sequences = Seen.of(folder, file.array()).sequences();
        assertEquals(packets, sequences.size());
        for (int i = 0; i < packets; i++) {
            assertEquals(i, sequences.get(i));
        }
    }

    @Test
    void anInterruptIsNoEndOfTheCapture() throws IOException {
        PcapFile file = new PcapFile(LinkLayer.RAW);
        for (int i = 0; i < 60_000; i++) {
            file.packet(TIME + i, packet(i));
        }
        Path path = Files.write(folder.resolve("long"), file.array());
        try (CaptureReader reader = CaptureReader.open(path)) {
            Thread.currentThread().interrupt();
            EventCursor events = reader.events();
            int read = 0;
            while (events.next()) {
                read++;
            }
            assertEquals(60_000, read);
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void whoLeavesInTheMiddleLeavesNoThread() throws IOException {
        PcapFile file = new PcapFile(LinkLayer.RAW);
        for (int i = 0; i < 100_000; i++) {
            file.packet(TIME + i, packet(i));
        }
        Path path = Files.write(folder.resolve("long"), file.array());
        try (CaptureReader reader = CaptureReader.open(path)) {
            EventCursor events = reader.events();
            int read = 0;
            while (read < 10 && events.next()) {
                read++;
            }
            assertEquals(10, read);
        } // left in the middle: the thread that reads on ends, and nothing hangs
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("tcbee-capture")));
    }
}
