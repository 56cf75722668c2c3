package io.tcbee.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.SockSendLength;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.TraceReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Choosing, cutting, exporting. */
class TraceToolsTest {
    private static final long COOKIE = 9;

    @TempDir private Path folder;
    private Path trace;

    /** Two connections of host 1: port 1000 to host 2, with a socket, and port 1001 to host 3. */
    @BeforeEach
    void write() {
        trace = folder.resolve("trace.tcbee");
        try (TestTrace writer = new TestTrace(trace)) {
            writer.socket(0, COOKIE, 1000, 2, 80);
            for (int i = 0; i < 10; i++) {
                writer.packet(100 + i, 1, 1000, 2, 80, i * 10, 1, TestTrace.ACK, 10);
                writer.packet(100 + i, 3, 80, 1, 1001, i * 10, 1, TestTrace.ACK, 10);
                writer.events
                        .begin(SockSendLength.TYPE, TestTrace.START_NS + 100 + i, COOKIE, 0)
                        .set(SockSendLength.PID, 4);
            }
            writer.finish(0);
        }
    }

    private static long count(TraceReader reader, EventFilter filter) {
        if (filter.learns()) {
            filter.learn(reader.events());
        }
        long count = 0;
        EventCursor events = reader.events();
        while (events.next()) {
            count += filter.takes(events) ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 31",
        "packet, '', 20",
        "'packet,socket', '', 21",
        "'', 10.0.0.1:1000, 21",
        "'', 10.0.0.2-10.0.0.1, 21",
        "'', :1001, 10",
        "'', 10.0.0.4, 0",
        "sock_send_length, :80-:1000, 10"
    })
    void eventsAreChosenByTypeAndConnection(String types, String ends, long expected) {
        try (TraceReader reader = TraceReader.open(trace)) {
            List<String> names = types.isEmpty() ? List.of() : List.of(types.split(",", -1));
            List<ConnectionFilter> connections =
                    ends.isEmpty() ? List.of() : List.of(ConnectionFilter.of(ends));
            EventFilter filter =
                    new EventFilter(reader, names, connections, Long.MIN_VALUE, Long.MAX_VALUE);
            assertEquals(expected, count(reader, filter));
        }
    }

    @Test
    void aTypeThatIsNotThereIsNamedWithThoseThatAre() {
        try (TraceReader reader = TraceReader.open(trace)) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            new EventFilter(
                                                    reader, List.of("paket"), List.of(), 0, 1))
                            .getMessage();
            assertTrue(
                    message.startsWith("no such type of event: paket; there are packet, socket"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:443, 443",
        "[fd00::1]:443, 443",
        "10.0.0.1, 0",
        "fd00::1, 0",
        "[fd00::1], 0",
        ":443, 443"
    })
    void anEndIsReadAsPeopleWriteIt(String text, int port) {
        assertEquals(port, EndFilter.of(text).port());
        assertEquals(text.startsWith(":"), EndFilter.of(text).address() == null);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1:0", "10.0.0.1:65536", "localhost:80", "10.0.0:80", ":http"})
    void anEndThatIsNoneIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> EndFilter.of(text));
    }

    @Test
    void aCutTellsTheSocketsOfItsTimeAgain() {
        Path out = folder.resolve("cut.tcbee");
        try (TraceReader reader = TraceReader.open(trace)) {
            EventFilter filter = new EventFilter(reader, List.of(), List.of(), 105, 107);
            TraceCut cut = new TraceCut(reader, filter, 105, 107);
            assertEquals(7, cut.writeTo(out, "two ns", Progress.NONE)); // 2 x 3 and the socket
        }
        MemoryStore store = new MemoryStore();
        Processed processed = new Processor(List.of()).process(out, store, Progress.NONE);
        assertEquals(4, store.rows("packets").size());
        assertEquals(2, store.rows("calls").size());
        assertEquals(0, processed.unattributedEvents());
        assertTrue(processed.run().complete());
        assertTrue(processed.run().filters().contains("cut out of recording"));
        assertEquals(105, store.rows("packets").getFirst().timeNs());
    }

    @Test
    void aCutOfAConnectionHasItsKernelEventsToo() {
        Path out = folder.resolve("cut.tcbee");
        try (TraceReader reader = TraceReader.open(trace)) {
            EventFilter filter =
                    new EventFilter(
                            reader,
                            List.of(),
                            List.of(ConnectionFilter.of(":1000")),
                            Long.MIN_VALUE,
                            Long.MAX_VALUE);
            TraceCut cut = new TraceCut(reader, filter, Long.MIN_VALUE, Long.MAX_VALUE);
            assertEquals(21, cut.writeTo(out, ":1000", Progress.NONE));
        }
    }

    private static String tshark(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("tshark"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor());
            return text;
        } catch (IOException e) {
            Assumptions.abort("tshark is not installed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    @Test
    void tsharkReadsTheExportAsTheCaptureItIsOf() throws IOException {
        Path capture = folder.resolve("loss.pcap.gz");
        try (InputStream in =
                TraceToolsTest.class.getResourceAsStream("/captures/loss1pct_cubic.snd.pcap.gz")) {
            Files.copy(in, capture);
        }
        Path out = folder.resolve("out.pcapng");
        try (var source = Sources.open(capture)) {
            PcapngExport export =
                    new PcapngExport(source, List.of(), Long.MIN_VALUE, Long.MAX_VALUE);
            assertEquals(2010, export.writeTo(out, Progress.NONE)); // tshark counts 2010
        }
        String[] fields = {
            "-T",
            "fields",
            "-e",
            "frame.time_epoch",
            "-e",
            "tcp.seq",
            "-e",
            "tcp.ack",
            "-e",
            "tcp.len",
            "-e",
            "tcp.flags",
            "-e",
            "tcp.window_size_value",
            "-e",
            "tcp.options",
            "-e",
            "ip.id",
            "-e",
            "frame.len",
            "-r"
        };
        assertEquals(tshark(with(fields, capture)), tshark(with(fields, out)));
        String retransmissions =
                tshark("-r", out.toString(), "-Y", "frame.comment contains \"retransmission=\"");
        // NAME.nstat.txt of the capture: TcpRetransSegs 17
        assertEquals(17, retransmissions.lines().count());
    }

    private static String[] with(String[] fields, Path file) {
        String[] all = java.util.Arrays.copyOf(fields, fields.length + 1);
        all[fields.length] = file.toString();
        return all;
    }

    @Test
    void partsOfARecordingBecomeOneRunAndOthersTheirOwn() throws IOException {
        Path copy = Files.copy(trace, folder.resolve("copy"));
        assertEquals(List.of(List.of(trace), List.of(copy)), Sources.runs(List.of(trace, copy)));
    }
}
