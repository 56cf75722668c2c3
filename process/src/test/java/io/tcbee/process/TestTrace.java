package io.tcbee.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.PacketStateEvent;
import io.tcbee.model.SocketEvent;
import io.tcbee.trace.ClockPair;
import io.tcbee.trace.ConnectionLoss;
import io.tcbee.trace.EventWriter;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.Interface;
import io.tcbee.trace.LossReport;
import io.tcbee.trace.TraceInfo;
import io.tcbee.trace.TraceWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/** Makes traces: packets by hand or of a capture, and kernel events beside them. */
final class TestTrace implements AutoCloseable {
    static final long START_NS = 5_000_000_000L;
    static final long NETNS = 4_026_531_840L;
    static final int IFINDEX = 3;
    static final int LOOPBACK = 1;
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;

    private static final ValueLayout.OfInt LITTLE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BIG =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int MSS = 1448;
    private static final int FLUSH = 1000;

    final EventWriter events = new EventWriter();
    private final TraceWriter writer;
    private int pending;

    TestTrace(Path path) {
        this(path, EventTypes.ALL);
    }

    /** A trace whose recorder knew these types only. */
    TestTrace(Path path, List<EventType> types) {
        writer =
                TraceWriter.create(
                        path,
                        new TraceInfo(
                                UUID.fromString("6f0d2f0e-6d8c-4c1e-9a9e-3d1f6c2b7a10"),
                                "tcbee test",
                                "host",
                                "6.18.0",
                                1,
                                new ClockPair(START_NS, 1_700_000_000_000_000_000L, 100),
                                List.of(
                                        new Interface(IFINDEX, "eth0", NETNS, "ethernet", 1500),
                                        new Interface(LOOPBACK, "lo", NETNS, "loopback", 65_536)),
                                List.of("only port 80"),
                                List.of(new Hook(0, "tcp_probe", "tp_btf/tcp_probe", "")),
                                types));
    }

    static byte[] address(int last) {
        return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, (byte) last};
    }

    /** Host 10.0.0.FROM to 10.0.0.TO; host 1 is ours. */
    void packet(
            long timeNs,
            int from,
            int fromPort,
            int to,
            int toPort,
            int seq,
            int ack,
            int flags,
            int payload) {
        packet(IFINDEX, from == 1, timeNs, from, fromPort, to, toPort, seq, ack, flags, payload);
    }

    void packet(
            int ifindex,
            boolean outgoing,
            long timeNs,
            int from,
            int fromPort,
            int to,
            int toPort,
            int seq,
            int ack,
            int flags,
            int payload) {
        ByteBuffer headers = ByteBuffer.allocate(40);
        headers.put((byte) 0x45).put((byte) 0).putShort((short) (40 + payload));
        headers.putShort((short) (timeNs + 1)).putShort((short) 0);
        headers.put((byte) 64).put((byte) 6).putShort((short) 0);
        headers.put(address(from), 12, 4).put(address(to), 12, 4);
        headers.putShort((short) fromPort).putShort((short) toPort).putInt(seq).putInt(ack);
        headers.put((byte) 0x50).put((byte) flags).putShort((short) 1000).putInt(0);
        begin(timeNs, 0, ifindex, outgoing, 20, 20, payload, 1, headers.array());
    }

    /**
     * A packet of host 1 to port 80 of host 2, with its socket's state; more of that may be set.
     */
    EventWriter packetWithState(long timeNs, long cookie, int port, int seq, int payload) {
        ByteBuffer headers = ByteBuffer.allocate(40);
        headers.put((byte) 0x45).put((byte) 0).putShort((short) (40 + payload));
        headers.put(8, (byte) 64).put(9, (byte) 6);
        headers.put(12, address(1), 12, 4).put(16, address(2), 12, 4);
        headers.putShort(20, (short) port).putShort(22, (short) 80).putInt(24, seq);
        headers.put(32, (byte) 0x50).put(33, (byte) ACK);
        return events.begin(PacketStateEvent.TYPE, START_NS + timeNs, cookie, 0)
                .set(PacketStateEvent.IFINDEX, IFINDEX)
                .set(PacketStateEvent.DIRECTION, 1)
                .set(PacketStateEvent.PAYLOAD_LENGTH, payload)
                .set(PacketStateEvent.IP_LENGTH, 20)
                .set(PacketStateEvent.TCP_LENGTH, 20)
                .set(PacketStateEvent.HEADERS, headers.array())
                .cut((int) PacketStateEvent.HEADERS.offset() + 40);
    }

    private void begin(
            long timeNs,
            long cookie,
            int ifindex,
            boolean outgoing,
            int ipLength,
            int tcpLength,
            int payload,
            int segments,
            byte[] headers) {
        events.begin(PacketEvent.TYPE, START_NS + timeNs, cookie, 0)
                .set(PacketEvent.IFINDEX, ifindex)
                .set(PacketEvent.DIRECTION, outgoing ? 1 : 0)
                .set(PacketEvent.PAYLOAD_LENGTH, payload)
                .set(PacketEvent.GSO_SEGS, segments)
                .set(PacketEvent.GSO_SIZE, segments > 1 ? MSS : 0)
                .set(PacketEvent.IP_LENGTH, ipLength)
                .set(PacketEvent.TCP_LENGTH, tcpLength)
                .set(PacketEvent.HEADERS, headers)
                .cut((int) PacketEvent.HEADERS.offset() + ipLength + tcpLength);
        if (++pending == FLUSH) {
            flush();
        }
    }

    /** A socket of host 1. */
    EventWriter socket(long timeNs, long cookie, int localPort, int to, int remotePort) {
        return events.begin(SocketEvent.TYPE, START_NS + timeNs, cookie, 0)
                .set(SocketEvent.LOCAL_ADDRESS, address(1))
                .set(SocketEvent.REMOTE_ADDRESS, address(to))
                .set(SocketEvent.LOCAL_PORT, localPort)
                .set(SocketEvent.REMOTE_PORT, remotePort)
                .set(SocketEvent.NETNS, NETNS)
                .set(SocketEvent.PASSIVE, 0);
    }

    /** All packets of a capture at the client, from time 0. Returns how many. */
    int capture(String name) {
        MemorySegment file = read("/captures/" + name + ".snd.pcap.gz");
        long first = time(file, 24);
        int count = 0;
        for (long at = 24; at < file.byteSize(); at += 16 + file.get(LITTLE, at + 8)) {
            long ip = at + 16;
            int ipLength = (file.get(JAVA_BYTE, ip) & 0x0f) * 4;
            int tcpLength = ((file.get(JAVA_BYTE, ip + ipLength + 12) & 0xf0) >>> 4) * 4;
            int payload = Short.toUnsignedInt(file.get(BIG, ip + 2)) - ipLength - tcpLength;
            byte[] headers = file.asSlice(ip, ipLength + tcpLength).toArray(JAVA_BYTE);
            begin(
                    time(file, at) - first,
                    headers[15] == 1 ? 77 : 0,
                    IFINDEX,
                    headers[15] == 1,
                    ipLength,
                    tcpLength,
                    payload,
                    Math.ceilDiv(payload, MSS),
                    headers);
            count++;
        }
        return count;
    }

    private static long time(MemorySegment file, long at) {
        return Integer.toUnsignedLong(file.get(LITTLE, at)) * 1_000_000_000L
                + file.get(LITTLE, at + 4);
    }

    private static MemorySegment read(String path) {
        try (InputStream in = new GZIPInputStream(TestTrace.class.getResourceAsStream(path))) {
            return MemorySegment.ofArray(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    void loss(long fromNs, long toNs, long lost) {
        writer.loss(
                new LossReport(
                        START_NS + fromNs,
                        START_NS + toNs,
                        List.of(new LossReport.Loss(0, 0, lost))));
    }

    void loss(long fromNs, long toNs, ConnectionLoss... whose) {
        loss(fromNs, toNs, List.of(whose).stream().mapToLong(ConnectionLoss::lost).sum());
        writer.connectionLosses(List.of(whose));
    }

    /** Takes the events since the last call as they would lie in a ring. */
    byte[] ringed() {
        byte[] records = events.records().toArray(JAVA_BYTE);
        events.clear();
        pending = 0;
        return records;
    }

    /** What one CPU's ring held at once. */
    void records(int cpu, byte[] records) {
        MemorySegment aligned = Arena.ofAuto().allocate(records.length, 8);
        MemorySegment.copy(records, 0, aligned, JAVA_BYTE, 0, records.length);
        writer.records(cpu, aligned);
    }

    void flush() {
        writer.records(0, events.records());
        events.clear();
        pending = 0;
    }

    void finish(long lost) {
        flush();
        writer.finish(List.of(new HookCounts(0, 0, 10, 0, 10, lost, 0)));
    }

    @Override
    public void close() {
        writer.close();
    }
}
