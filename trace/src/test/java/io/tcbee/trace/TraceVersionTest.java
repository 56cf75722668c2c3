package io.tcbee.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import io.tcbee.model.Unit;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceVersionTest {
    @TempDir Path directory;

    @Test
    void eventsOfAnUnknownTypeAreHandedOver() {
        EventType future = new EventType(60_000, "future_event", 32, EventHeader.FIELDS, false);
        EventWriter events = new EventWriter();
        events.begin(future, 5, 7, 0);
        events.begin(TcpProbe.TYPE, 6, 7, 0);
        try (TraceReader trace = written(Traces.info(), events)) {
            EventCursor event = trace.events();
            assertTrue(event.next());
            assertEquals(60_000, event.type());
            assertEquals(5, event.timeNs());
            assertTrue(event.next());
            assertEquals(TcpProbe.TYPE.id(), event.type());
        }
    }

    @Test
    void anOlderLayoutIsReadByTheNamesOfItsFields() {
        Field cwnd = new Field("snd_cwnd", Field.Kind.U16, 24, 2, Unit.SEGMENTS, "");
        Field seq = new Field("seq", Field.Kind.U32, 28, 4, Unit.SEQUENCE, "");
        List<Field> fields = new ArrayList<>(EventHeader.FIELDS);
        fields.addAll(List.of(cwnd, seq));
        EventType old = new EventType(TcpProbe.TYPE.id(), "tcp_probe_event", 32, fields, true);
        EventWriter events = new EventWriter();
        events.begin(old, 5, 7, 0).set(cwnd, 65_535).set(seq, 0xffff_fffeL);
        try (TraceReader trace = written(Traces.info(List.of(old)), events)) {
            EventCursor event = trace.events();
            assertTrue(event.next());
            Field readCwnd = trace.resolve(event.type(), TcpState.SND_CWND);
            Field readSeq = trace.resolve(event.type(), TcpProbe.SEQ);
            assertEquals(65_535, readCwnd.get(event.segment(), event.at()));
            assertEquals(0xffff_fffeL, readSeq.get(event.segment(), event.at()));
            assertNull(trace.resolve(event.type(), TcpProbe.ACK_SEQ));
            assertEquals(List.of(), trace.damages());
        }
    }

    @Test
    void linesValuesKindsAndUnitsOfANewerVersionArePassedOver() {
        String head =
                new String(Head.encode(Traces.info(List.of())), StandardCharsets.UTF_8)
                        + "weather\tfair\n"
                        + "event\t3\ttcp_probe_event\t32\t1\tmore\n"
                        + "field\ttime_ns\tu64\t0\t8\tns\tmore\n"
                        + "field\tratio\tf64\t8\t8\t\n"
                        + "field\tenergy\tu32\t16\t4\tjoule\n";
        TraceInfo info = Head.decode(head.getBytes(StandardCharsets.UTF_8));
        assertEquals(1, info.eventTypes().size());
        assertEquals(
                List.of("time_ns"),
                info.eventTypes().getFirst().fields().stream().map(Field::name).toList());
    }

    @Test
    void aFieldOutsideOfItsEventIsRefused() {
        String head =
                new String(Head.encode(Traces.info(List.of())), StandardCharsets.UTF_8)
                        + "event\t3\ttcp_probe_event\t32\t1\n"
                        + "field\tseq\tu32\t30\t4\tsequence\n";
        byte[] utf8 = head.getBytes(StandardCharsets.UTF_8);
        assertThrows(IllegalArgumentException.class, () -> Head.decode(utf8));
    }

    @Test
    void aGreaterMajorVersionIsRefusedAGreaterMinorIsRead() throws IOException {
        Path path = directory.resolve("version.tcbee");
        Traces.write(path);
        byte[] bytes = Files.readAllBytes(path);
        version(bytes, 1, 9);
        Files.write(path, bytes);
        TraceReader.open(path).close();
        version(bytes, 2, 0);
        Files.write(path, bytes);
        var e = assertThrows(TraceFormatException.class, () -> TraceReader.open(path));
        assertTrue(e.getMessage().contains("another format version"), e.getMessage());
        assertTrue(e.getMessage().contains("expected 1, found 2"), e.getMessage());
    }

    @Test
    void aFileThatIsNoTraceIsRefused() throws IOException {
        Path path = directory.resolve("not.tcbee");
        for (String text : List.of("", "short", "this is a text of more than sixteen bytes")) {
            Files.writeString(path, text);
            var e = assertThrows(TraceFormatException.class, () -> TraceReader.open(path));
            assertTrue(e.getMessage().startsWith("read " + path + ": not a trace"));
        }
    }

    @Test
    void whatCannotBeReadIsTold() {
        Path missing = directory.resolve("missing.tcbee");
        var e = assertThrows(TraceIoException.class, () -> TraceReader.open(missing));
        assertEquals("read " + missing + ": No such file or directory", e.getMessage());
        e = assertThrows(TraceIoException.class, () -> TraceReader.open(directory));
        assertEquals("read " + directory + ": Is a directory", e.getMessage());
        assertFalse(Files.exists(missing));
    }

    private TraceReader written(TraceInfo info, EventWriter events) {
        Path path = directory.resolve("written.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, info)) {
            writer.records(0, events.records());
        }
        return TraceReader.open(path);
    }

    private static void version(byte[] file, int major, int minor) {
        MemorySegment bytes = MemorySegment.ofArray(file);
        bytes.set(TraceFormat.U16, 8, (short) major);
        bytes.set(TraceFormat.U16, 10, (short) minor);
        bytes.set(TraceFormat.U32, 12, ChunkHeader.checksum(bytes.asSlice(0, 12).asByteBuffer()));
    }
}
