package io.tcbee.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTextTest {
    @TempDir Path directory;

    @Test
    void anEventIsOneLineOfFieldsWithTheirUnits() {
        EventWriter events = new EventWriter();
        events.begin(PacketEvent.TYPE, 1_500, 7, 2)
                .set(PacketEvent.PAYLOAD_LENGTH, 1_448)
                .set(PacketEvent.DIRECTION, 1)
                .set(PacketEvent.HEADERS, new byte[] {0x45, 0, (byte) 0xff})
                .cut((int) PacketEvent.HEADERS.offset() + 3);
        assertEquals(
                "0.000000500 cpu=2 packet_event cookie=7 ifindex=0 payload_length=1448bytes"
                        + " gso_segs=0segments gso_size=0bytes direction=1 ip_length=0bytes"
                        + " tcp_length=0bytes hook=0 headers=4500ff",
                line(events));
    }

    @Test
    void unsignedNumbersHaveNoSignAndTextHasNoControls() {
        EventWriter events = new EventWriter();
        events.begin(SocketEvent.TYPE, 2_000_001_000, 1, 0)
                .set(TcpState.SK_PACING_RATE, -1)
                .set(SocketEvent.COMM, "a\n\u001b[31mb");
        String line = line(events);
        assertTrue(line.startsWith("2.000000000 cpu=0 socket_event cookie=1"), line);
        assertTrue(line.contains(" sk_pacing_rate=18446744073709551615bytes/s "), line);
        assertTrue(line.contains(" comm=a..[31mb "), line);
    }

    @Test
    void aTimeBeforeTheStartIsNegative() {
        EventType future = new EventType(60_000, "future_event", 32, EventHeader.FIELDS, false);
        EventWriter events = new EventWriter();
        events.begin(future, 400, 7, 0);
        assertEquals("-0.000000600 cpu=0 type=60000", line(events));
    }

    private String line(EventWriter events) {
        Path path = directory.resolve("text.tcbee");
        try (TraceWriter writer = TraceWriter.create(path, Traces.info())) {
            writer.records(0, events.records());
            writer.finish(List.of());
        }
        try (TraceReader trace = TraceReader.open(path)) {
            EventCursor cursor = trace.events();
            assertTrue(cursor.next());
            return new TraceText(trace.info()).line(cursor);
        }
    }
}
