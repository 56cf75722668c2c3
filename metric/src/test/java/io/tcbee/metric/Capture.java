package io.tcbee.metric;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.tcp.ConnectionTable;
import io.tcbee.tcp.Headers;
import io.tcbee.tcp.Packet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.zip.GZIPInputStream;

/** A packet capture of the test resources: pcap, nanoseconds, link type RAW, gzip. */
final class Capture {
    private static final ValueLayout.OfInt LITTLE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BIG =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int MAGIC_NANOSECONDS = 0xa1b2_3c4d;
    private static final long CLIENT = 0xffff_0a4d_0001L; // 10.77.0.1
    private static final int MSS = 1448;

    private final MemorySegment file;
    private final boolean atClient;

    private Capture(MemorySegment file, boolean atClient) {
        this.file = file;
        this.atClient = atClient;
        if (file.get(LITTLE, 0) != MAGIC_NANOSECONDS) {
            throw new IllegalArgumentException("no pcap with nanoseconds");
        }
    }

    /** {@code name} is SCENARIO.snd or SCENARIO.rcv. */
    static Capture open(String name) {
        String path = "/captures/" + name + ".pcap.gz";
        try (InputStream in = new GZIPInputStream(Capture.class.getResourceAsStream(path))) {
            return new Capture(MemorySegment.ofArray(in.readAllBytes()), name.endsWith(".snd"));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** Hands every packet to {@code observer} as the recorder would have told it. */
    void replay(ConnectionTable table, Consumer<Packet> observer) {
        replay(table, _ -> false, observer);
    }

    /** The same without the packets of these numbers, from 0. */
    void replay(ConnectionTable table, IntPredicate missed, Consumer<Packet> observer) {
        Headers headers = new Headers();
        long at = 24;
        int number = 0;
        while (at < file.byteSize()) {
            long timeNs = Integer.toUnsignedLong(file.get(LITTLE, at)) * 1_000_000_000L;
            timeNs += file.get(LITTLE, at + 4);
            int captured = file.get(LITTLE, at + 8);
            long ip = at + 16;
            int ipLength = (file.get(JAVA_BYTE, ip) & 0x0f) * 4;
            int tcpLength = ((file.get(JAVA_BYTE, ip + ipLength + 12) & 0xf0) >>> 4) * 4;
            int total = Short.toUnsignedInt(file.get(BIG, ip + 2));
            if (!headers.parse(file, ip, ipLength, tcpLength)) {
                throw new IllegalArgumentException("no TCP at " + at);
            }
            int payload = total - ipLength - tcpLength;
            int segments = Math.ceilDiv(payload, MSS);
            boolean outgoing = (headers.sourceLow() == CLIENT) == atClient;
            int size = segments > 1 ? MSS : 0;
            if (!missed.test(number++)) {
                observer.accept(
                        table.packet(headers, 1, 0, timeNs, outgoing, payload, segments, size));
            }
            at = ip + captured;
        }
    }
}
