package io.tcbee.record;

import io.tcbee.record.filter.Filter;
import io.tcbee.record.filter.PortRule;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the programs of each group take on this machine: a connection of many small writes over
 * {@code lo} is recorded into a temporary file, and nothing else.
 */
final class CostTrial {
    private static final int WRITES = 20_000;
    private static final int ENOUGH_RUNS = 1000;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int RING_BYTES = 1 << 20;

    private CostTrial() {}

    /**
     * Nanoseconds of a run at most, as the timing itself, about 45 ns, is in it. Groups of which
     * little ran are not there; empty if this process may not time programs, or not record.
     */
    static Map<Group, Long> run() {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("tcbee-");
            return measure(folder.resolve("trial.tcbee"));
        } catch (IOException | RecordException _) {
            return Map.of();
        } finally {
            remove(folder);
        }
    }

    private static Map<Group, Long> measure(Path trace) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(server.getLocalPort());
            RecordOptions options =
                    RecordOptions.of(trace, List.of("lo"))
                            .withRingBytes(RING_BYTES)
                            .withFilter(
                                    Filter.NONE.withPorts(
                                            PortRule.parse(
                                                    io.tcbee.record.filter.End.EITHER, port)));
            try (Recorder recorder = Recorder.open(options);
                    CostSample sample = recorder.sampleCosts()) {
                exchange(server, port);
                return byGroup(sample.costs());
            }
        }
    }

    /** The calls of this process are not recorded, so another one writes. */
    private static void exchange(ServerSocket server, String port) throws IOException {
        String script =
                "exec 3<>/dev/tcp/127.0.0.1/%s; for ((i = 0; i < %d; i++)); do printf %%64s x >&3; done"
                        .formatted(port, WRITES);
        Process writer = new ProcessBuilder("bash", "-c", script).start();
        server.setSoTimeout((int) LIMIT.toMillis());
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            long _ = in.skip(Long.MAX_VALUE);
        } finally {
            writer.destroy();
        }
    }

    private static Map<Group, Long> byGroup(List<HookCost> costs) {
        Map<Group, Long> runs = new EnumMap<>(Group.class);
        Map<Group, Long> times = new EnumMap<>(Group.class);
        for (HookCost cost : costs) {
            if (cost.runs() > 0) {
                Group group = Probe.ofHook(cost.hook()).group();
                runs.merge(group, cost.runs(), Long::sum);
                times.merge(group, cost.nanoseconds(), Long::sum);
            }
        }
        times.keySet().removeIf(group -> runs.get(group) < ENOUGH_RUNS);
        times.replaceAll((group, ns) -> ns / runs.get(group));
        return times;
    }

    private static void remove(Path folder) {
        if (folder == null) {
            return;
        }
        try {
            Files.deleteIfExists(folder.resolve("trial.tcbee"));
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // a small file among the temporary ones
        }
    }
}
