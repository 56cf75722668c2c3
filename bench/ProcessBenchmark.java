import io.tcbee.metric.Metrics;
import io.tcbee.model.EventTypes;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.Series;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import io.tcbee.process.Processed;
import io.tcbee.process.Processor;
import io.tcbee.process.Progress;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Points;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.trace.ClockPair;
import io.tcbee.trace.EventWriter;
import io.tcbee.trace.Interface;
import io.tcbee.trace.TraceInfo;
import io.tcbee.trace.TraceWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * How many events per second does processing take in, before any database? CPU time of its one
 * thread, into a store that forgets. Results: bench/results/process.md.
 *
 * <p>{@code java -p model/target/classes:trace/target/classes:tcp/target/classes:metric/target/classes:store/target/classes:process/target/classes --add-modules io.tcbee.process,io.tcbee.trace
 * bench/ProcessBenchmark.java DIR}
 */
final class ProcessBenchmark {
    private static final int CONNECTIONS = 100;
    private static final int ROUNDS = 7;
    private static final int SEGMENT = 1448;

    private ProcessBenchmark() {}

    /** Per step of a connection: two data packets, one ACK, one tcp_probe; 1 % sent again. */
    private static long write(Path path, int steps) {
        TraceInfo info =
                new TraceInfo(
                        new UUID(1, 2), "bench", "host", "kernel", 1, new ClockPair(0, 0, 0),
                        List.of(new Interface(2, "eth0", 1, "ethernet", 1500)),
                        List.of(), List.of(), EventTypes.ALL);
        long events = 0;
        try (TraceWriter writer = TraceWriter.create(path, info)) {
            EventWriter out = new EventWriter();
            long time = 0;
            int[] sent = new int[CONNECTIONS];
            for (int c = 0; c < CONNECTIONS; c++) {
                out.begin(SocketEvent.TYPE, time++, c + 1, 0)
                        .set(SocketEvent.LOCAL_ADDRESS, address(1))
                        .set(SocketEvent.REMOTE_ADDRESS, address(2))
                        .set(SocketEvent.LOCAL_PORT, 10_000 + c)
                        .set(SocketEvent.REMOTE_PORT, 80)
                        .set(SocketEvent.NETNS, 1);
                events++;
            }
            for (int step = 0; step < steps; step++) {
                int c = step % CONNECTIONS;
                boolean again = step % 50 == 7 && sent[c] > 0;
                for (int i = 0; i < 2; i++) {
                    time += 500;
                    int from = again && i == 0 ? sent[c] - SEGMENT : sent[c];
                    packet(out, time, c, true, from + 1, 1, SEGMENT);
                    sent[c] = Math.max(sent[c], from + SEGMENT);
                }
                time += 500;
                out.begin(TcpProbe.TYPE, time, c + 1, 0)
                        .set(TcpState.SND_CWND, 10 + step % 90)
                        .set(TcpState.PACKETS_OUT, step % 9)
                        .set(TcpState.MSS_CACHE, SEGMENT)
                        .set(TcpState.SND_UNA, sent[c] + 1);
                time += 500;
                packet(out, time, c, false, 1, sent[c] + 1, 0);
                events += 4;
                if (step % 500 == 0) {
                    writer.records(0, out.records());
                    out.clear();
                }
            }
            writer.records(0, out.records());
            writer.finish(List.of());
        }
        return events;
    }

    private static byte[] address(int last) {
        return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, (byte) last};
    }

    private static void packet(
            EventWriter out, long time, int c, boolean outgoing, int seq, int ack, int payload) {
        ByteBuffer headers = ByteBuffer.allocate(52);
        headers.put((byte) 0x45).put((byte) 0).putShort((short) (52 + payload));
        headers.putShort((short) (time / 1000 + 1)).putShort((short) 0);
        headers.put((byte) 64).put((byte) 6).putShort((short) 0);
        headers.put(address(outgoing ? 1 : 2), 12, 4).put(address(outgoing ? 2 : 1), 12, 4);
        headers.putShort((short) (outgoing ? 10_000 + c : 80));
        headers.putShort((short) (outgoing ? 80 : 10_000 + c));
        headers.putInt(seq).putInt(ack).put((byte) 0x80).put((byte) 16).putShort((short) 500);
        headers.putInt(0).put((byte) 1).put((byte) 1).put((byte) 8).put((byte) 10);
        headers.putInt((int) (time / 1_000_000)).putInt((int) (time / 1_000_000));
        out.begin(PacketEvent.TYPE, time, outgoing ? c + 1 : 0, 0)
                .set(PacketEvent.IFINDEX, 2)
                .set(PacketEvent.DIRECTION, outgoing ? 1 : 0)
                .set(PacketEvent.PAYLOAD_LENGTH, payload)
                .set(PacketEvent.GSO_SEGS, 1)
                .set(PacketEvent.IP_LENGTH, 20)
                .set(PacketEvent.TCP_LENGTH, 32)
                .set(PacketEvent.HEADERS, headers.array())
                .cut((int) PacketEvent.HEADERS.offset() + 52);
    }

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0], "bench-process.tcbee");
        long events = write(path, 500_000);
        System.out.printf("%d events, %.0f MB%n", events, Files.size(path) / 1e6);
        measure("all metrics", new Processor(Metrics.all()), path, events);
        measure("no metric", new Processor(List.of()), path, events);
        Files.delete(path);
    }

    private static void measure(String what, Processor processor, Path path, long events) {
        double[] seconds = new double[ROUNDS];
        Processed processed = null;
        for (int i = 0; i < ROUNDS; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            processed = processor.process(path, new Forgetful(), Progress.NONE);
            seconds[i] =
                    (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        System.out.printf(
                "%s: median %.2f s, %.1f M events/s (best %.1f), %d rows, %d points, %d connections%n",
                what, seconds[ROUNDS / 2], events / seconds[ROUNDS / 2] / 1e6,
                events / seconds[0] / 1e6, processed.rows(), processed.points(),
                processed.connections());
    }

    private static final class Forgetful implements FlowStore, FlowWriter {
        private long last;

        @Override
        public FlowWriter writer(Run run) {
            return this;
        }

        @Override
        public long connection() {
            return ++last;
        }

        @Override
        public void append(Rows rows) {}

        @Override
        public void define(Series series) {}

        @Override
        public void append(SeriesKey key, long[] timesNs, double[] values, int from, int to) {}

        @Override
        public void append(ConnectionRow connection) {}

        @Override
        public void append(List<Loss> losses) {}

        @Override
        public void commit(Run run) {}

        @Override
        public void close() {}

        @Override
        public List<Run> runs() {
            return List.of();
        }

        @Override
        public List<ConnectionRow> connections() {
            return List.of();
        }

        @Override
        public List<Series> catalogue() {
            return List.of();
        }

        @Override
        public List<SeriesInfo> series(long connection) {
            return List.of();
        }

        @Override
        public List<Loss> losses(long run) {
            return List.of();
        }

        @Override
        public Points read(SeriesKey key, long fromNs, long toNs, int columns) {
            return new Points(new long[0], new double[0], 0);
        }
    }
}
