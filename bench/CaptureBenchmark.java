import io.tcbee.model.PacketEvent;
import io.tcbee.pcap.CaptureReader;
import io.tcbee.tcp.ConnectionTable;
import io.tcbee.tcp.Headers;
import io.tcbee.trace.EventCursor;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/**
 * How many packets per second of a capture are decoded, and decoded and tracked (connection,
 * sequence space, retransmissions, round-trip times)? CPU time of the one thread, the capture in the
 * page cache. Results: bench/results/pcap.md, with tshark and tcptrace on the same file.
 *
 * <p>{@code java -p model/target/classes:trace/target/classes:pcap/target/classes:tcp/target/classes
 * --add-modules io.tcbee.pcap,io.tcbee.tcp bench/CaptureBenchmark.java DIR [--keep]}
 */
final class CaptureBenchmark {
    private static final int PACKETS = 5_000_000;
    private static final int CONNECTIONS = 1000;
    private static final int ROUNDS = 7;
    private static final int SEGMENT = 1448;
    private static final int SNAP = 96;

    private CaptureBenchmark() {}

    /** Ethernet, IPv4, timestamps; two data packets and one ACK by turns, 1 % sent again. */
    private static void write(Path path) throws Exception {
        try (OutputStream out = Files.newOutputStream(path)) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
            buffer.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4);
            buffer.putLong(0).putInt(SNAP).putInt(1);
            int[] sent = new int[CONNECTIONS];
            int[] state = new int[CONNECTIONS];
            for (int i = 0; i < PACKETS; i++) {
                int c = i / 3 % CONNECTIONS;
                long time = 1_700_000_000_000_000_000L + i * 2000L;
                int step = state[c]++;
                if (step < 3) {
                    boolean out1 = step != 1;
                    packet(buffer, time, c, out1, step == 2 ? 1 : 0, step == 0 ? 0 : 1, 0,
                            step == 0 ? 2 : step == 1 ? 18 : 16);
                } else if (step % 3 != 2) {
                    boolean again = step % 300 == 7 && sent[c] > 0;
                    int from = again ? sent[c] - SEGMENT : sent[c];
                    packet(buffer, time, c, true, from + 1, 1, SEGMENT, 16);
                    sent[c] = Math.max(sent[c], from + SEGMENT);
                } else {
                    packet(buffer, time, c, false, 1, sent[c] + 1, 0, 16);
                }
                if (buffer.remaining() < 1000) {
                    out.write(buffer.array(), 0, buffer.position());
                    buffer.clear();
                }
            }
            out.write(buffer.array(), 0, buffer.position());
        }
    }

    private static void packet(
            ByteBuffer to, long time, int c, boolean outgoing, int seq, int ack, int payload, int flags) {
        int original = 66 + payload;
        int captured = Math.min(original, SNAP);
        to.order(ByteOrder.LITTLE_ENDIAN);
        to.putInt((int) (time / 1_000_000_000)).putInt((int) (time % 1_000_000_000));
        to.putInt(captured).putInt(original);
        int end = to.position() + captured;
        to.order(ByteOrder.BIG_ENDIAN);
        to.putLong(0x0200_0000_0001_0200L).putInt(2).putShort((short) 0x0800);
        to.putShort((short) 0x4500).putShort((short) (52 + payload)).putInt((int) time << 16);
        to.putInt(0x4006_0000);
        int client = 0x0a000001;
        int server = 0x0a000002;
        to.putInt(outgoing ? client : server).putInt(outgoing ? server : client);
        to.putShort((short) (outgoing ? 10_000 + c : 80));
        to.putShort((short) (outgoing ? 80 : 10_000 + c));
        to.putInt(seq).putInt(ack).put((byte) 0x80).put((byte) flags).putShort((short) 500);
        to.putInt(0).putInt(0x0101_080a).putInt((int) (time / 1_000_000)).putInt(1);
        to.position(end).order(ByteOrder.LITTLE_ENDIAN);
    }

    private interface Work {
        long packets(Path path);
    }

    private static long decode(Path path) {
        long packets = 0;
        try (CaptureReader reader = CaptureReader.open(path)) {
            EventCursor events = reader.events();
            while (events.next()) {
                packets++;
            }
        }
        return packets;
    }

    private static long track(Path path) {
        ConnectionTable table = new ConnectionTable();
        Headers headers = new Headers();
        long packets = 0;
        try (CaptureReader reader = CaptureReader.open(path)) {
            long startNs = reader.info().start().monotonicNs();
            EventCursor events = reader.events();
            while (events.next()) {
                MemorySegment bytes = events.segment();
                long at = events.at();
                boolean _ =
                        headers.parse(
                                bytes,
                                at + PacketEvent.HEADERS.offset(),
                                (int) PacketEvent.IP_LENGTH.get(bytes, at),
                                (int) PacketEvent.TCP_LENGTH.get(bytes, at));
                var _ =
                        table.packet(
                                headers, 0, 0, events.timeNs() - startNs,
                                (int) PacketEvent.DIRECTION.get(bytes, at),
                                (int) PacketEvent.PAYLOAD_LENGTH.get(bytes, at), 0, 0);
                packets++;
            }
        }
        if (table.made() != CONNECTIONS) {
            throw new IllegalStateException("connections=" + table.made());
        }
        return packets;
    }

    private static void measure(String what, Path path, Work work) {
        double[] seconds = new double[ROUNDS];
        long packets = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            packets = work.packets(path);
            seconds[i] =
                    (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        System.out.printf(
                "%s: median %.2f s, %.1f M packets/s (best %.1f)%n",
                what, seconds[ROUNDS / 2], packets / seconds[ROUNDS / 2] / 1e6,
                packets / seconds[0] / 1e6);
    }

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0], "bench.pcap");
        Path zipped = Path.of(args[0], "bench.pcap.gz");
        write(path);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped), 1 << 16)) {
            Files.copy(path, out);
        }
        System.out.printf(
                "%d packets, %.0f MB, gzip %.0f MB%n",
                PACKETS, Files.size(path) / 1e6, Files.size(zipped) / 1e6);
        measure("decoded", path, CaptureBenchmark::decode);
        measure("decoded and tracked", path, CaptureBenchmark::track);
        measure("gzip, decoded and tracked", zipped, CaptureBenchmark::track);
        if (args.length < 2) {
            Files.delete(path);
            Files.delete(zipped);
        }
    }
}
