package io.tcbee.lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The headers of one IP packet as the wire reads them; one object for all packets.
 *
 * <p>IPv4 of RFC 791, IPv6 of RFC 8200 without extension headers, TCP of RFC 9293.
 */
final class Packet {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;

    private static final int TCP = 6;
    private static final int TCP_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int CE = 3; // RFC 3168, section 5; 1 and 2 are ECN-capable
    private static final ValueLayout.OfShort SHORT =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private MemorySegment bytes = MemorySegment.NULL;
    int length;
    int version;
    int sourcePort;
    int destinationPort;
    int seq;
    int ack;
    int payload;
    int flags;
    private int ecn;

    /**
     * Reads the headers.
     *
     * @param segment begins with the IP header; must stay until {@link #markCe} was called
     * @param lengthBytes of the whole packet
     * @return false if it is not whole TCP over IP; only {@code length} is set then
     */
    boolean parse(MemorySegment segment, int lengthBytes) {
        bytes = segment;
        length = lengthBytes;
        if (lengthBytes < TCP_HEADER_BYTES) {
            return false;
        }
        version = u8(0) >> 4;
        return switch (version) {
            case 4 -> u8(9) == TCP && tcp((u8(0) & 15) * 4, u16(2), u8(1) & 3);
            case 6 ->
                    u8(6) == TCP
                            && tcp(IPV6_HEADER_BYTES, IPV6_HEADER_BYTES + u16(4), u8(1) >> 4 & 3);
            default -> false;
        };
    }

    private boolean tcp(int at, int end, int ecnField) {
        if (end > length || at + TCP_HEADER_BYTES > end) {
            return false;
        }
        ecn = ecnField;
        sourcePort = u16(at);
        destinationPort = u16(at + 2);
        seq = bytes.get(INT, at + 4);
        ack = bytes.get(INT, at + 8);
        flags = u8(at + 13);
        payload = end - at - (u8(at + 12) >> 4) * 4;
        return payload >= 0;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean isData() {
        return payload > 0;
    }

    boolean isPureAck() {
        return payload == 0 && (flags & (SYN | FIN | RST)) == 0;
    }

    boolean isEcnCapable() {
        return ecn == 1 || ecn == 2;
    }

    /** Sets Congestion Experienced; IPv4's header checksum stays right (RFC 1624, eqn. 3). */
    void markCe() {
        if (version == 6) {
            bytes.set(JAVA_BYTE, 1, (byte) (u8(1) | CE << 4));
            return;
        }
        int before = u16(0);
        bytes.set(JAVA_BYTE, 1, (byte) (u8(1) | CE));
        int sum = (~u16(10) & 0xffff) + (~before & 0xffff) + u16(0);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        bytes.set(SHORT, 10, (short) ~sum);
    }

    private int u8(int at) {
        return Byte.toUnsignedInt(bytes.get(JAVA_BYTE, at));
    }

    private int u16(int at) {
        return Short.toUnsignedInt(bytes.get(SHORT, at));
    }
}
