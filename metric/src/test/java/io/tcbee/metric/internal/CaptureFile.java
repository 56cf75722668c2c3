package io.tcbee.metric.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.tcp.ConnectionTable;
import io.tcbee.tcp.Headers;
import io.tcbee.tcp.Packet;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A pcap of any byte order and resolution, plain or gzip, told in the order of its frames. */
final class CaptureFile {
    private static final ValueLayout.OfShort BIG =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int MICROSECONDS = 0xa1b2_c3d4;
    private static final int NANOSECONDS = 0xa1b2_3c4d;

    /** Takes a packet and the number that Wireshark gives its frame. */
    interface Sink {
        void packet(int frame, Packet packet);
    }

    private final MemorySegment file;
    private final ValueLayout.OfInt number;
    private final long unitNs;
    private long nearLow;

    private CaptureFile(MemorySegment file, ValueLayout.OfInt number) {
        this.file = file;
        this.number = number;
        unitNs = file.get(number, 0) == NANOSECONDS ? 1 : 1000;
    }

    /** {@code null} if it is no pcap. */
    static CaptureFile open(Path path) throws IOException {
        try (InputStream in = unpacked(path)) {
            MemorySegment file = MemorySegment.ofArray(in.readAllBytes());
            for (ByteOrder order :
                    new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
                ValueLayout.OfInt number = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
                int magic = file.byteSize() < 24 ? 0 : file.get(number, 0);
                if (magic == MICROSECONDS || magic == NANOSECONDS) {
                    return new CaptureFile(file, number);
                }
            }
            return null;
        }
    }

    /** It was made at the host with that IPv4 address; else nothing tells where. */
    CaptureFile at(int address) {
        nearLow = 0xffff_0000_0000L | address;
        return this;
    }

    private int direction(Headers headers) {
        if (nearLow == 0) {
            return Packet.UNKNOWN;
        }
        return headers.sourceLow() == nearLow ? Packet.OUT : Packet.IN;
    }

    private static InputStream unpacked(Path path) throws IOException {
        PushbackInputStream in = new PushbackInputStream(Files.newInputStream(path), 2);
        byte[] magic = in.readNBytes(2);
        in.unread(magic);
        boolean gzip = magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
        return gzip ? new GZIPInputStream(in) : in;
    }

    /** Hands over every TCP segment that is no fragment and in no tunnel. */
    void replay(ConnectionTable table, Sink sink) {
        Headers headers = new Headers();
        int frame = 0;
        long at = 24;
        while (at + 16 <= file.byteSize()) {
            frame++;
            long timeNs = Integer.toUnsignedLong(file.get(number, at)) * 1_000_000_000L;
            timeNs += file.get(number, at + 4) * unitNs;
            int captured = file.get(number, at + 8);
            int original = file.get(number, at + 12);
            long packet = at + 16;
            at = packet + captured;
            int ip = ip(packet, captured);
            int ipLength = ip < 0 ? -1 : ipLength(packet + ip, captured - ip);
            if (ipLength < 0 || ip + ipLength + 20 > captured) {
                continue;
            }
            int tcpLength = (file.get(JAVA_BYTE, packet + ip + ipLength + 12) >>> 2) & 0x3c;
            int total = total(packet + ip, original - ip);
            boolean whole = ip + ipLength + tcpLength <= captured;
            if (whole && headers.parse(file, packet + ip, ipLength, tcpLength)) {
                int payload = total - ipLength - tcpLength;
                sink.packet(
                        frame,
                        table.packet(headers, 1, 0, timeNs, direction(headers), payload, 1, 0));
            }
        }
    }

    /** Where in the frame the IP header is; below 0 nowhere. */
    private int ip(long at, int captured) {
        int type = file.get(number, 20) & 0xfff_ffff;
        int header =
                switch (type) {
                    case 1 -> 14;
                    case 0, 108 -> 4;
                    case 113 -> 16;
                    case 276 -> 20;
                    case 12, 14, 101, 228, 229 -> 0;
                    default -> throw new IllegalArgumentException("link type " + type);
                };
        while (type == 1 && header + 4 <= captured && isVlan(file.get(BIG, at + header - 2))) {
            header += 4;
        }
        return header + 20 > captured ? -1 : header;
    }

    private static boolean isVlan(short type) {
        return type == (short) 0x8100 || type == (short) 0x88a8;
    }

    /** Bytes of IP header and extension headers; below 0 if no unfragmented TCP follows. */
    private int ipLength(long at, int captured) {
        int first = file.get(JAVA_BYTE, at) & 0xff;
        if (first >>> 4 == 4) {
            boolean tcp = file.get(JAVA_BYTE, at + 9) == 6;
            return tcp && (file.get(BIG, at + 6) & 0x3fff) == 0 ? (first & 0x0f) * 4 : -1;
        }
        if (first >>> 4 != 6) {
            return -1;
        }
        int next = file.get(JAVA_BYTE, at + 6) & 0xff;
        int length = 40;
        while ((next == 0 || next == 43 || next == 60) && length + 8 <= captured) {
            next = file.get(JAVA_BYTE, at + length) & 0xff;
            length += 8 + 8 * (file.get(JAVA_BYTE, at + length + 1) & 0xff);
        }
        return next == 6 ? length : -1;
    }

    private int total(long at, int original) {
        boolean four = (file.get(JAVA_BYTE, at) & 0xf0) == 0x40;
        int told = Short.toUnsignedInt(file.get(BIG, at + (four ? 2 : 4)));
        return told == 0 ? original : four ? told : told + 40;
    }
}
