package io.tcbee.it;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The headers of a TCP packet, found by the RFCs once more and without the recorder: all IP and TCP
 * header bytes, and the length of the payload.
 *
 * <p>RFC 791, RFC 8200 section 4, RFC 9293 section 3.1; tags of IEEE 802.1Q; link types of
 * tcpdump.org/linktypes.html.
 */
record WirePacket(String headers, int ipLength, long payloadLength, int destinationPort) {
    private static final int TCP = 6;
    private static final int ETHERNET = 1;
    private static final int RAW_BSD = 12;
    private static final int RAW = 101;

    /** As the recorder stored it. */
    static WirePacket of(RecordedPacket packet) {
        return new WirePacket(
                HexFormat.of().formatHex(packet.headers().array()),
                packet.ipLength(),
                packet.payloadLength(),
                packet.destinationPort());
    }

    /** Of a captured frame; empty if it is not TCP, or a fragment that is not the first. */
    static Optional<WirePacket> of(Capture.Frame frame) {
        ByteBuffer bytes = frame.bytes();
        int ip =
                switch (frame.linkType()) {
                    case ETHERNET -> afterTags(bytes);
                    case RAW, RAW_BSD -> 0;
                    default -> throw new AssertionError("link type " + frame.linkType());
                };
        return ip < 0 ? Optional.empty() : ofIp(bytes, ip, frame.length());
    }

    /** 0 to 2^32 - 1. */
    long seq() {
        return HexFormat.fromHexDigitsToLong(headers, 2 * (ipLength + 4), 2 * (ipLength + 8));
    }

    /** The same with a TCP checksum of 0. */
    WirePacket withoutChecksum() {
        int at = 2 * (ipLength + 16); // hexadecimal digits
        String masked = headers.substring(0, at) + "0000" + headers.substring(at + 4);
        return new WirePacket(masked, ipLength, payloadLength, destinationPort);
    }

    private static int afterTags(ByteBuffer bytes) {
        int at = 12;
        while (u16(bytes, at) == 0x8100 || u16(bytes, at) == 0x88a8) {
            at += 4;
        }
        int type = u16(bytes, at);
        return type == 0x0800 || type == 0x86dd ? at + 2 : -1;
    }

    /** Of the IP packet that begins at {@code ip} of {@code bytes} and is in a frame that long. */
    static Optional<WirePacket> ofIp(ByteBuffer bytes, int ip, int frameLength) {
        boolean v4 = u8(bytes, ip) >> 4 == 4;
        int said = v4 ? u16(bytes, ip + 2) : u16(bytes, ip + 4) + 40;
        int tcp = v4 ? tcpOfIpv4(bytes, ip) : tcpOfIpv6(bytes, ip);
        if (tcp < 0) {
            return Optional.empty();
        }
        int end = tcp + (u8(bytes, tcp + 12) >> 4) * 4;
        int total = frameLength - ip > 0xffff ? frameLength - ip : said;
        byte[] headers = new byte[end - ip];
        bytes.get(ip, headers);
        return Optional.of(
                new WirePacket(
                        HexFormat.of().formatHex(headers),
                        tcp - ip,
                        total - headers.length,
                        u16(bytes, tcp + 2)));
    }

    private static int tcpOfIpv4(ByteBuffer bytes, int ip) {
        boolean first = (u16(bytes, ip + 6) & 0x1fff) == 0;
        return u8(bytes, ip + 9) == TCP && first ? ip + (u8(bytes, ip) & 15) * 4 : -1;
    }

    private static int tcpOfIpv6(ByteBuffer bytes, int ip) {
        int next = u8(bytes, ip + 6);
        int at = ip + 40;
        while (next != TCP) {
            int length =
                    switch (next) {
                        case 0, 43, 60 -> (u8(bytes, at + 1) + 1) * 8;
                        case 44 -> (u16(bytes, at + 2) & 0xfff8) == 0 ? 8 : 0;
                        case 51 -> (u8(bytes, at + 1) + 2) * 4;
                        default -> 0;
                    };
            if (length == 0) {
                return -1;
            }
            next = u8(bytes, at);
            at += length;
        }
        return at;
    }

    private static int u8(ByteBuffer bytes, int at) {
        return Byte.toUnsignedInt(bytes.get(at));
    }

    private static int u16(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }
}
