package io.tcbee.pcap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Finds the TCP header behind an IP header. A flyweight.
 *
 * <p>Sources: RFC 791, RFC 8200 (section 4), RFC 4302 (section 2), RFC 9293 (section 3.1).
 */
final class TcpFinder {
    /** What was found. */
    enum Found {
        /** The whole header of a TCP segment. */
        TCP,
        /** Another protocol, or no IP. */
        OTHER,
        /** A fragment that is not the first. */
        FRAGMENT,
        /** The capture ends within the headers. */
        CUT,
        /** Lengths that contradict each other. */
        MALFORMED
    }

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int PROTOCOL_TCP = 6;
    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final int TCP_LENGTH = 20;
    private static final int IPV4_FRAGMENT = 0x1fff;
    private static final int IPV6_FRAGMENT = 0xfff8;

    private int tcp;
    private int tcpLength;
    private long payload;

    /**
     * @param ip where the IP header begins, counted from the packet's first byte
     */
    Found find(CaptureRecord packet, int ip) {
        if (packet.length <= ip) {
            return packet.original <= ip ? Found.OTHER : Found.CUT;
        }
        int version = (packet.bytes.get(JAVA_BYTE, packet.at + ip) & 0xff) >>> 4;
        return switch (version) {
            case 4 -> ipv4(packet, ip);
            case 6 -> ipv6(packet, ip);
            default -> Found.OTHER;
        };
    }

    private Found ipv4(CaptureRecord packet, int ip) {
        if (packet.length < ip + IPV4_LENGTH) {
            return ends(packet, ip + IPV4_LENGTH);
        }
        MemorySegment bytes = packet.bytes;
        long at = packet.at + (long) ip;
        int length = (bytes.get(JAVA_BYTE, at) & 0xf) * 4;
        if (length < IPV4_LENGTH) {
            return Found.MALFORMED;
        }
        if (bytes.get(JAVA_BYTE, at + 9) != PROTOCOL_TCP) {
            return Found.OTHER;
        }
        if ((bytes.get(U16, at + 6) & IPV4_FRAGMENT) != 0) {
            return Found.FRAGMENT;
        }
        int total = Short.toUnsignedInt(bytes.get(U16, at + 2));
        return tcp(packet, ip, ip + length, total);
    }

    private Found ipv6(CaptureRecord packet, int ip) {
        if (packet.length < ip + IPV6_LENGTH) {
            return ends(packet, ip + IPV6_LENGTH);
        }
        MemorySegment bytes = packet.bytes;
        int following = Short.toUnsignedInt(bytes.get(U16, packet.at + ip + 4));
        int protocol = bytes.get(JAVA_BYTE, packet.at + ip + 6) & 0xff;
        int at = ip + IPV6_LENGTH;
        while (protocol != PROTOCOL_TCP) {
            if (!isExtension(protocol)) {
                return Found.OTHER;
            }
            if (packet.length < at + 4) {
                return ends(packet, at + 4);
            }
            long extension = packet.at + (long) at;
            if (protocol == 44 && (bytes.get(U16, extension + 2) & IPV6_FRAGMENT) != 0) {
                int next = bytes.get(JAVA_BYTE, extension) & 0xff;
                return next == PROTOCOL_TCP ? Found.FRAGMENT : Found.OTHER;
            }
            at += extensionLength(protocol, bytes.get(JAVA_BYTE, extension + 1) & 0xff);
            protocol = bytes.get(JAVA_BYTE, extension) & 0xff;
        }
        // A jumbogram (RFC 2675), and what a device will segment, has no length here.
        return tcp(packet, ip, at, following == 0 ? 0 : following + IPV6_LENGTH);
    }

    private static boolean isExtension(int protocol) {
        return switch (protocol) {
            case 0, 43, 44, 51, 60, 135, 139, 140 -> true;
            default -> false;
        };
    }

    private static int extensionLength(int protocol, int length) {
        return switch (protocol) {
            case 44 -> 8;
            case 51 -> (length + 2) * 4;
            default -> (length + 1) * 8;
        };
    }

    /**
     * @param total bytes from IP's first on as IP says; 0 if it does not
     */
    private Found tcp(CaptureRecord packet, int ip, int at, int total) {
        if (packet.length < at + TCP_LENGTH) {
            return ends(packet, at + TCP_LENGTH);
        }
        int length = ((packet.bytes.get(JAVA_BYTE, packet.at + at + 12) & 0xf0) >>> 4) * 4;
        long there = packet.original - ip;
        long whole = total == 0 ? there : Math.min(total, there);
        if (length < TCP_LENGTH || at - ip + length > whole) {
            return Found.MALFORMED;
        }
        if (packet.length < at + length) {
            return ends(packet, at + length);
        }
        tcp = at;
        tcpLength = length;
        payload = whole - (at - ip) - length;
        return Found.TCP;
    }

    private static Found ends(CaptureRecord packet, long needed) {
        return packet.original < needed ? Found.MALFORMED : Found.CUT;
    }

    /** Where TCP begins, counted from the packet's first byte. */
    int tcp() {
        return tcp;
    }

    /** Bytes of its header, options included. */
    int tcpLength() {
        return tcpLength;
    }

    /** Bytes of payload, as IP tells them. */
    long payload() {
        return payload;
    }
}
