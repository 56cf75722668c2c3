package io.tcbee.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventTypes;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceRoundTripTest {
    @TempDir Path directory;

    @Test
    void whatTheHeadSaysIsReadBack() {
        Path path = written();
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(Traces.info(), trace.info());
        }
    }

    @Test
    void thePartOfARecordingIsReadBack() {
        TraceInfo part = Traces.info().part(3, new ClockPair(7, 8, 9));
        Path path = directory.resolve("part.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, part)) {
            writer.finish(List.of());
        }
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(part, trace.info());
            assertEquals(Traces.info().id(), trace.info().id());
            assertEquals(3, trace.info().part());
        }
    }

    @Test
    void eventsOfAllCpusComeInOrderOfTime() {
        try (TraceReader trace = TraceReader.open(written())) {
            assertEquals(List.of(5L, 10L, 20L, 25L, 30L, 40L, 50L, 60L), Traces.times(trace));
            assertEquals(8, trace.eventCount());
        }
    }

    @Test
    void clocksLossesAndCountsAreReadBack() {
        try (TraceReader trace = TraceReader.open(written())) {
            assertEquals(List.of(new ClockPair(2_000, 3_000, 4)), trace.clocks());
            assertEquals(
                    List.of(new LossReport(30, 40, List.of(new LossReport.Loss(1, 0, 3)))),
                    trace.losses());
            assertEquals(Traces.CONNECTION_LOSSES, trace.connectionLosses());
            assertEquals(List.of(Traces.COUNTS), trace.counts());
            assertTrue(trace.complete());
            trace.verify();
            assertEquals(List.of(), trace.damages());
        }
    }

    @Test
    void namesThatWereMetLaterFollowThoseOfTheHead() {
        Path path = directory.resolve("names.tcbee");
        Code place = new Code(Code.PLACE, 0xffff_ffff_8203_0900L, "tcp_v4_rcv+0x900");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            writer.names(List.of(place));
            writer.finish(List.of());
        }
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(
                    List.of(new Code("skb_drop_reason", 10, "SKB_DROP_REASON_TCP_CSUM"), place),
                    trace.codes());
            assertEquals(List.of(), trace.damages());
        }
    }

    @Test
    void everyFieldIsReadBack() {
        Path path = directory.resolve("fields.tcbee");
        EventWriter events = new EventWriter();
        byte[] address = new byte[16];
        Arrays.fill(address, (byte) 9);
        events.begin(SocketEvent.TYPE, 1, 77, 3)
                .set(TcpState.SK_PACING_RATE, -1)
                .set(TcpState.SND_CWND, 0xffff_ffffL)
                .set(SocketEvent.LOCAL_ADDRESS, address)
                .set(SocketEvent.LOCAL_PORT, 65_535)
                .set(SocketEvent.COMM, "curl");
        events.begin(PacketEvent.TYPE, 2, 77, 3)
                .set(PacketEvent.HEADERS, new byte[] {1, 2, 3})
                .cut((int) PacketEvent.HEADERS.offset() + 3);
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            writer.records(3, events.records());
        }
        try (TraceReader trace = TraceReader.open(path)) {
            EventCursor event = trace.events();
            assertTrue(event.next());
            var bytes = event.segment();
            long at = event.at();
            assertEquals(SocketEvent.TYPE.id(), event.type());
            assertEquals(77, EventHeader.COOKIE.get(bytes, at));
            assertEquals(3, EventHeader.CPU.get(bytes, at));
            assertEquals(-1, TcpState.SK_PACING_RATE.get(bytes, at));
            assertEquals(0xffff_ffffL, TcpState.SND_CWND.get(bytes, at));
            assertEquals(65_535, SocketEvent.LOCAL_PORT.get(bytes, at));
            assertEquals("curl", SocketEvent.COMM.text(bytes, at));
            assertEquals(9, SocketEvent.LOCAL_ADDRESS.bytes(bytes, at)[15]);
            assertTrue(event.next());
            assertEquals(40 + 3, EventHeader.LENGTH.get(event.segment(), event.at()));
            assertFalse(event.next());
            assertFalse(event.next());
        }
    }

    @Test
    void aTraceWithoutEventsHasNone() {
        Path path = directory.resolve("empty.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info(List.of()))) {
            writer.records(0, new EventWriter().records());
            writer.finish(List.of());
        }
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(0, trace.eventCount());
            assertFalse(trace.events().next());
            assertTrue(trace.complete());
            assertEquals(List.of(), trace.counts());
        }
    }

    @Test
    void withoutAFooterAllChunksAreReadButTheTraceIsNotComplete() {
        Path path = directory.resolve("open.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            writer.records(0, Traces.probes(0, 1, 2).records());
        }
        try (TraceReader trace = TraceReader.open(path)) {
            assertEquals(List.of(1L, 2L), Traces.times(trace));
            assertFalse(trace.complete());
            assertEquals(List.of(), trace.counts());
            assertEquals(List.of(), trace.damages());
        }
    }

    @Test
    void aFieldOfTheSameLayoutResolvesToItself() {
        try (TraceReader trace = TraceReader.open(written())) {
            assertSame(TcpProbe.ACK_SEQ, trace.resolve(TcpProbe.TYPE.id(), TcpProbe.ACK_SEQ));
            assertNull(trace.resolve(TcpProbe.TYPE.id(), PacketEvent.GSO_SIZE));
            assertNull(trace.resolve(999, TcpProbe.ACK_SEQ));
            assertEquals(EventTypes.ALL, trace.info().eventTypes());
        }
    }

    private Path written() {
        Path path = directory.resolve("small.tcbee");
        Traces.write(path);
        return path;
    }
}
