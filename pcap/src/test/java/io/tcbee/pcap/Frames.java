package io.tcbee.pcap;

import java.nio.ByteOrder;

/** Packets by hand: 10.0.0.1:4000 to 10.0.0.2:80, or fd00::1 to fd00::2. */
final class Frames {
    static final int ACK = 16;
    static final int SYN = 2;

    private Frames() {}

    static byte[] tcp(int seq, int flags, int payload) {
        return tcp(seq, flags, payload, "");
    }

    /** {@code options} in hexadecimal, a multiple of 4 bytes. */
    static byte[] tcp(int seq, int flags, int payload, String options) {
        int words = 5 + options.replace(" ", "").length() / 8;
        return new Bytes(ByteOrder.BIG_ENDIAN)
                .u16(4000)
                .u16(80)
                .u32(seq)
                .u32(7)
                .u8(words << 4)
                .u8(flags)
                .u16(1000)
                .u32(0)
                .hex(options)
                .raw(new byte[payload])
                .array();
    }

    static byte[] ipv4(byte[] payload) {
        return ipv4(20 + payload.length, 0, 6, "", payload);
    }

    /** {@code options} in hexadecimal, a multiple of 4 bytes; {@code fragment} the whole field. */
    static byte[] ipv4(int total, int fragment, int protocol, String options, byte[] payload) {
        int words = 5 + options.replace(" ", "").length() / 8;
        return new Bytes(ByteOrder.BIG_ENDIAN)
                .u8(0x40 | words)
                .u8(0)
                .u16(total)
                .u16(1)
                .u16(fragment)
                .u8(64)
                .u8(protocol)
                .u16(0)
                .hex("0a000001 0a000002")
                .hex(options)
                .raw(payload)
                .array();
    }

    /** {@code extensions} in hexadecimal, the first of protocol {@code next}. */
    static byte[] ipv6(int next, String extensions, byte[] payload) {
        int length = extensions.replace(" ", "").length() / 2 + payload.length;
        return new Bytes(ByteOrder.BIG_ENDIAN)
                .u32(0x6000_0000)
                .u16(length)
                .u8(next)
                .u8(64)
                .hex("fd000000000000000000000000000001 fd000000000000000000000000000002")
                .hex(extensions)
                .raw(payload)
                .array();
    }

    /** {@code header} in hexadecimal, then {@code packet}. */
    static byte[] behind(String header, byte[] packet) {
        return new Bytes(ByteOrder.BIG_ENDIAN).hex(header).raw(packet).array();
    }
}
