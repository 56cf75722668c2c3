package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.model.Side;
import io.tcbee.tcp.ConnectionTable;
import io.tcbee.tcp.TcpFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against tshark, packet by packet, where it is installed. */
class TsharkTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"clean", "keepalive", "rst_abort"})
    void bytesInFlightWithoutSack(String scenario) throws IOException, InterruptedException {
        List<String> theirs =
                tshark(scenario, "tcp.len > 0", "tcp.analysis.bytes_in_flight").stream()
                        .filter(each -> !each.isEmpty())
                        .toList();
        List<String> ours = new ArrayList<>();

        Capture.open(scenario + ".snd")
                .replay(
                        new ConnectionTable(),
                        packet -> {
                            if (packet.payloadLength() > 0 && !packet.keepAlive()) {
                                long flight = packet.connection().sender(packet.side()).flight();
                                long fin = packet.has(TcpFlags.FIN) ? 1 : 0; // not theirs
                                ours.add(Long.toString(flight - fin));
                            }
                        });

        assertTrue(theirs.size() > 0);
        assertEquals(theirs, ours);
    }

    @Test
    void duplicateAcksArePacketByPacketTheSame() throws IOException, InterruptedException {
        List<String> theirs =
                tshark(
                        "single_drop_fast",
                        "tcp.analysis.duplicate_ack",
                        "tcp.analysis.duplicate_ack_num");
        List<String> ours = new ArrayList<>();
        Measured.of("single_drop_fast.snd")
                .points(Side.CLIENT, "duplicate_ack")
                .forEach(point -> ours.add(Long.toString((long) point[1])));

        assertEquals(theirs, ours);
    }

    private List<String> tshark(String scenario, String filter, String field)
            throws IOException, InterruptedException {
        Path capture = directory.resolve("capture.pcap");
        String resource = "/captures/" + scenario + ".snd.pcap.gz";
        try (GZIPInputStream in =
                new GZIPInputStream(TsharkTest.class.getResourceAsStream(resource))) {
            Files.copy(in, capture);
        }
        Process process;
        try {
            process =
                    new ProcessBuilder(
                                    "tshark",
                                    "-r",
                                    capture.toString(),
                                    "-Y",
                                    filter,
                                    "-T",
                                    "fields",
                                    "-e",
                                    field)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            assumeTrue(false, "tshark is not installed");
            throw e;
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return text.lines().toList();
    }
}
