package io.tcbee.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import io.tcbee.process.fairness.Fairness;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A capture gives what a trace of the same packets gives, and what other tools say. */
class CaptureTest {
    @TempDir private Path folder;

    private Path capture(String name) throws IOException {
        Path path = folder.resolve(name);
        try (InputStream in = CaptureTest.class.getResourceAsStream("/captures/" + name)) {
            Files.copy(in, path);
        }
        return path;
    }

    private static MemoryStore processed(Path path) {
        MemoryStore store = new MemoryStore();
        Processed _ = Processor.withAllMetrics().process(path, store, Progress.NONE);
        return store;
    }

    /** Packets without what only the recorder knows: the interface. */
    private static List<MemoryStore.Row> packets(MemoryStore store) {
        List<MemoryStore.Row> rows = new ArrayList<>();
        for (MemoryStore.Row row : store.rows("packets")) {
            Map<String, Long> values = new HashMap<>(row.values());
            values.remove("ifindex");
            rows.add(new MemoryStore.Row(row.connection(), row.side(), row.timeNs(), values));
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean", "loss1pct_cubic"})
    void itGivesThePacketsAndTheAttributesOfATrace(String scenario) throws IOException {
        Path trace = folder.resolve("trace");
        try (TestTrace writer = new TestTrace(trace)) {
            int _ = writer.capture(scenario);
            writer.finish(0);
        }
        MemoryStore ofTrace = processed(trace);
        MemoryStore ofCapture = processed(capture(scenario + ".snd.pcap.gz"));
        assertTrue(packets(ofTrace).size() > 2000);
        assertEquals(packets(ofTrace), packets(ofCapture));
        assertEquals(1, ofCapture.connections.size());
        assertEquals(attributes(ofTrace), attributes(ofCapture));
        ConnectionRow row = ofCapture.connections.getFirst();
        assertEquals(Side.CLIENT, row.local());
        assertTrue(row.handshakeSeen());
    }

    private static Map<String, Double> attributes(MemoryStore store) {
        Map<String, Double> values = new TreeMap<>();
        for (Attribute attribute : store.connections.getFirst().attributes()) {
            values.put(attribute.name() + " " + attribute.side(), attribute.value());
        }
        return values;
    }

    @Test
    void connectionsHaveThePacketsThatTsharkCounts() throws IOException {
        Path path = capture("fairness3.rcv.pcap.gz");
        MemoryStore store = processed(path);
        List<String> ours = new ArrayList<>();
        for (ConnectionRow row : store.connections) {
            long[] frames = new long[2];
            for (MemoryStore.Row packet : store.rows("packets")) {
                if (packet.connection() == row.id()) {
                    frames[packet.side()]++;
                }
            }
            ours.add(row.client() + " " + row.server() + " " + frames[1] + " " + frames[0]);
        }
        assertEquals(conversations(path), ours.stream().sorted().toList());
    }

    /** Client, server, packets of the server, packets of the client. */
    private static List<String> conversations(Path path) {
        List<String> lines = new ArrayList<>();
        String[] command = {"tshark", "-q", "-z", "conv,tcp", "-r", path.toString()};
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                String[] words = line.trim().split("\\s+", -1);
                if (words.length > 6 && words[1].equals("<->")) {
                    // frames and bytes with its unit, each way
                    lines.add(words[0] + " " + words[2] + " " + words[3] + " " + words[6]);
                }
            }
        } catch (IOException e) {
            Assumptions.abort("tshark is not installed: " + e.getMessage());
        }
        return lines.stream().sorted().toList();
    }

    @Test
    void theRunTellsTheFormatAndTheWallClock() throws IOException {
        MemoryStore store = processed(capture("clean.snd.pcap.gz"));
        Run run = store.committed.getFirst();
        assertEquals("capture: pcap, ns, raw IP (101)", run.hooks());
        assertEquals("", run.host());
        assertEquals("", run.kernel());
        assertEquals(2237, run.events()); // tshark -r clean.snd.pcap.gz | wc -l
        assertTrue(run.complete());
    }

    @Test
    void theSameCaptureIsTheSameRun() throws IOException {
        Path path = capture("clean.snd.pcap.gz");
        Path copy = Files.copy(path, folder.resolve("copy"));
        String id = processed(path).committed.getFirst().trace();
        assertEquals(id, processed(copy).committed.getFirst().trace());
        byte[] bytes = Files.readAllBytes(path);
        Files.write(copy, java.util.Arrays.copyOf(bytes, bytes.length - 1000));
        assertTrue(!id.equals(processed(copy).committed.getFirst().trace()));
    }

    /**
     * Of three connections over one bottleneck. The index of each window follows from what tshark's
     * tcp.ack tells to have been acknowledged in it: 0.9241 (of 2), 0.9852, 0.9157 (of 3), 0.9466,
     * 0.9600, 0.9779 (of 2).
     */
    @Test
    void threeConnectionsShareABottleneck() throws IOException {
        MemoryStore store = processed(capture("fairness3.rcv.pcap.gz"));
        Fairness.Result result = Fairness.of(store, store.connections, 500_000_000);
        double[] jain = {0.9241, 0.9852, 0.9157, 0.9466, 0.9600, 0.9779};
        int[] flows = {2, 2, 3, 2, 2, 2};
        List<Fairness.Window> windows = result.windows();
        assertEquals(jain.length, windows.size());
        for (int i = 0; i < jain.length; i++) {
            assertEquals(flows[i], windows.get(i).flows());
            assertEquals(jain[i], windows.get(i).jain(), 0.01);
        }
        assertEquals(0.9516, result.mean(), 0.005);
    }
}
