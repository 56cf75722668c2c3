package io.tcbee.it;

import java.nio.ByteBuffer;

/** Packets byte by byte, as RFC 791, RFC 8200, RFC 4302 and RFC 9293 lay them out. */
final class HandMade {
    static final int TCP = 6;
    static final int UDP = 17;
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int AUTHENTICATION = 51;
    static final int NO_NEXT_HEADER = 59;
    static final int DESTINATION = 60;
    static final int MORE_FRAGMENTS = 0x2000;

    private HandMade() {}

    /** A TCP header with {@code options} bytes of them (a multiple of 4) and a payload. */
    static byte[] tcp(int seq, int options, int payload) {
        ByteBuffer bytes = ByteBuffer.allocate(20 + options + payload);
        bytes.putShort((short) 40_000).putShort((short) Exchange.PORT).putInt(seq).putInt(99);
        bytes.put((byte) (((20 + options) / 4) << 4)).put((byte) 0x18).putShort((short) 512);
        bytes.putInt(0);
        for (int i = 0; i < options; i++) {
            bytes.put((byte) 1); // no operation
        }
        return bytes.array();
    }

    /** An IPv4 packet with {@code options} bytes of them. */
    static byte[] ipv4(int protocol, int fragment, int options, byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocate(20 + options + content.length);
        bytes.put((byte) (0x40 | (20 + options) / 4)).put((byte) 0xb9);
        bytes.putShort((short) bytes.capacity()).putShort((short) 0xabcd);
        bytes.putShort((short) fragment).put((byte) 61).put((byte) protocol).putShort((short) 0);
        bytes.put(new byte[] {10, 78, 9, 2, 10, 78, 9, 1});
        for (int i = 0; i < options; i++) {
            bytes.put((byte) 1);
        }
        bytes.put(content);
        bytes.putShort(10, checksum(bytes, 20 + options));
        return bytes.array();
    }

    private static short checksum(ByteBuffer bytes, int length) {
        int sum = 0;
        for (int at = 0; at < length; at += 2) {
            sum += Short.toUnsignedInt(bytes.getShort(at));
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~((sum & 0xffff) + (sum >>> 16));
    }

    /** An IPv6 packet whose headers after the first come ready made in {@code content}. */
    static byte[] ipv6(int next, byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocate(40 + content.length);
        bytes.putInt(0x6b90_0abc).putShort((short) content.length);
        bytes.put((byte) next).put((byte) 62);
        bytes.put(address(2)).put(address(1)).put(content);
        return bytes.array();
    }

    private static byte[] address(int host) {
        return new byte[] {(byte) 0xfd, 0x78, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) host};
    }

    /** An extension header of {@code length} bytes (a multiple of 8) before {@code content}. */
    static byte[] extension(int kind, int next, int length, int fragment, byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocate(length + content.length);
        int said =
                switch (kind) {
                    case AUTHENTICATION -> length / 4 - 2;
                    case FRAGMENT -> 0;
                    default -> length / 8 - 1;
                };
        bytes.put((byte) next).put((byte) said);
        if (kind == FRAGMENT) {
            bytes.putShort((short) fragment).putInt(77);
        } else if (kind == HOP_BY_HOP || kind == DESTINATION) {
            bytes.put((byte) 1).put((byte) Math.min(255, length - 4)); // PadN
        }
        bytes.position(length);
        return bytes.put(content).array();
    }
}
