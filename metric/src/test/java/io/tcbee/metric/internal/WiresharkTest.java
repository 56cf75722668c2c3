package io.tcbee.metric.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.tcp.ConnectionTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every flag of every packet against tshark 4.0.17, on the captures at hand and on those of the
 * folder that {@code -Dtcbee.captures=DIR} names.
 */
class WiresharkTest {
    @TempDir private Path directory;

    @BeforeAll
    static void tsharkIsInstalled() throws InterruptedException {
        Tshark.require();
    }

    @ParameterizedTest
    @MethodSource("resources")
    void everyFlagIsThatOfTshark(String name) throws IOException, InterruptedException {
        Path capture = directory.resolve(name);
        try (InputStream in = WiresharkTest.class.getResourceAsStream("/captures/" + name)) {
            Files.copy(in, capture);
        }
        compare(capture);
    }

    static List<String> resources() throws IOException {
        try (InputStream in = WiresharkTest.class.getResourceAsStream("/captures/list.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("given")
    void everyFlagOfCapturesElsewhereIsThatOfTshark(Path capture)
            throws IOException, InterruptedException {
        assumeTrue(!capture.toString().isEmpty(), "tcbee.captures names no folder");
        compare(capture);
    }

    static List<Path> given() throws IOException {
        String folder = System.getProperty("tcbee.captures", "");
        if (folder.isEmpty()) {
            return List.of(Path.of(""));
        }
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(each -> each.toString().matches(".*\\.(pcap|pcapng|cap)(\\.gz)?"))
                    .sorted()
                    .toList();
        }
    }

    private void compare(Path capture) throws IOException, InterruptedException {
        CaptureFile file = CaptureFile.open(capture);
        if (file == null) {
            Path pcap = directory.resolve("capture.pcap");
            String _ = Tshark.run(List.of("editcap", "-F", "nsecpcap", "" + capture, "" + pcap));
            file = CaptureFile.open(pcap);
        }
        List<String> ours = ours(file);
        List<String> theirs = new ArrayList<>();
        for (Tshark.Frame frame : Tshark.frames(capture)) {
            theirs.add(
                    line(
                            frame.number(),
                            frame.flags(),
                            frame.duplicateNumber(),
                            frame.rtoNs(),
                            frame.ackRttNs(),
                            frame.bytesInFlight()));
        }
        assertEquals(String.join("\n", theirs), String.join("\n", ours));
    }

    private static List<String> ours(CaptureFile file) {
        List<String> ours = new ArrayList<>();
        Map<Integer, WiresharkAnalysis> connections = new HashMap<>();
        file.replay(
                new ConnectionTable(),
                (frame, packet) -> {
                    WiresharkAnalysis analysis =
                            connections.computeIfAbsent(
                                    packet.connection().id(), id -> new WiresharkAnalysis());
                    analysis.packet(packet);
                    ours.add(
                            line(
                                    frame,
                                    analysis.flags(),
                                    analysis.duplicateNumber(),
                                    analysis.rtoNs(),
                                    analysis.ackRttNs(),
                                    analysis.bytesInFlight()));
                });
        return ours;
    }

    private static String line(
            int frame, int flags, int duplicate, long rtoNs, long ackRttNs, int flight) {
        StringBuilder text = new StringBuilder().append(frame);
        for (WiresharkFlag flag : WiresharkFlag.values()) {
            text.append(flag.in(flags) ? " " + flag : "");
        }
        return text.append(" dup=")
                .append(duplicate)
                .append(" rto=")
                .append(rtoNs)
                .append(" rtt=")
                .append(ackRttNs)
                .append(" flight=")
                .append(flight)
                .toString();
    }
}
