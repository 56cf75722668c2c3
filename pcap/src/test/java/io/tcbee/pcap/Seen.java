package io.tcbee.pcap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.PacketEvent;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.Interface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What a reader makes of a capture. */
record Seen(
        List<Packet> packets,
        List<String> leftOut,
        List<String> damages,
        boolean complete,
        List<Interface> interfaces,
        long read) {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** One event. */
    record Packet(
            long timeNs,
            long ifindex,
            int direction,
            long seq,
            long ack,
            int flags,
            long payload,
            int ipLength,
            int tcpLength) {}

    static Seen of(Path path) {
        try (CaptureReader reader = CaptureReader.open(path)) {
            List<Packet> packets = new ArrayList<>();
            EventCursor events = reader.events();
            while (events.next()) {
                packets.add(packet(events));
            }
            return new Seen(
                    packets,
                    reader.leftOut(),
                    reader.damages(),
                    reader.complete(),
                    reader.info().interfaces(),
                    reader.packets());
        }
    }

    static Seen of(Path folder, byte[] capture) {
        try {
            return of(Files.write(folder.resolve("capture"), capture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Packet packet(EventCursor events) {
        MemorySegment bytes = events.segment();
        long at = events.at();
        int ipLength = (int) PacketEvent.IP_LENGTH.get(bytes, at);
        long tcp = at + PacketEvent.HEADERS.offset() + ipLength;
        if (EventHeader.TIME_NS.get(bytes, at) != events.timeNs()) {
            throw new IllegalStateException("two times of one event");
        }
        return new Packet(
                events.timeNs(),
                PacketEvent.IFINDEX.get(bytes, at),
                (int) PacketEvent.DIRECTION.get(bytes, at),
                Integer.toUnsignedLong(bytes.get(INT, tcp + 4)),
                Integer.toUnsignedLong(bytes.get(INT, tcp + 8)),
                ((bytes.get(JAVA_BYTE, tcp + 12) & 1) << 8)
                        | (bytes.get(JAVA_BYTE, tcp + 13) & 0xff),
                PacketEvent.PAYLOAD_LENGTH.get(bytes, at),
                ipLength,
                (int) PacketEvent.TCP_LENGTH.get(bytes, at));
    }

    List<Long> sequences() {
        return packets.stream().map(Packet::seq).toList();
    }

    List<Long> times() {
        return packets.stream().map(Packet::timeNs).toList();
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
