package io.tcbee.metric.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.tcp.Connection;
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
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every flag of every packet against tshark 4.0.17, on the captures at hand and on those of the
 * folder that {@code -Dtcbee.captures=DIR} names; and on random ones, from the seed {@code
 * -Dtcbee.seed=N} on, {@code -Dtcbee.seeds=N} of them.
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

    @ParameterizedTest
    @MethodSource("seeds")
    void everyFlagOfARandomCaptureIsThatOfTshark(long seed)
            throws IOException, InterruptedException {
        Path capture = directory.resolve("random.pcap");
        RandomCapture.write(capture, seed);
        compare(capture);
    }

    static LongStream seeds() {
        long first = Long.getLong("tcbee.seed", 1);
        return LongStream.range(first, first + Long.getLong("tcbee.seeds", 8));
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
        List<Tshark.Frame> theirs = Tshark.frames(capture);
        List<Tshark.Frame> ours = ours(file);
        assertFalse(theirs.isEmpty());
        assertEquals(theirs.size(), ours.size());
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            if (!theirs.get(i).sameAs(ours.get(i))) {
                differences.add("tshark " + theirs.get(i) + "\nours " + ours.get(i));
            }
        }
        assertEquals("", String.join("\n", differences));
    }

    private static List<Tshark.Frame> ours(CaptureFile file) {
        List<Tshark.Frame> ours = new ArrayList<>();
        Map<Integer, WiresharkAnalysis> connections = new HashMap<>();
        file.replay(
                new ConnectionTable(),
                (frame, packet) -> {
                    Connection connection = packet.connection();
                    WiresharkAnalysis analysis = connections.get(connection.id());
                    int seen = connection.reused() ? 1 : 0;
                    if (analysis == null) {
                        analysis = new WiresharkAnalysis();
                        connections.put(connection.id(), analysis);
                    } else {
                        seen = analysis.completeness().value();
                    }
                    analysis.packet(packet);
                    ours.add(frame(frame, seen, analysis));
                });
        return ours;
    }

    /** tshark tells with each packet the completeness before it. */
    private static Tshark.Frame frame(int number, int seen, WiresharkAnalysis analysis) {
        return new Tshark.Frame(
                number,
                seen,
                analysis.flags(),
                analysis.duplicateNumber(),
                analysis.rtoNs(),
                analysis.ackRttNs(),
                analysis.bytesInFlight(),
                analysis.initialRttNs());
    }
}
