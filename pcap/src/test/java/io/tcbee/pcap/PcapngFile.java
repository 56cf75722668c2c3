package io.tcbee.pcap;

import java.nio.ByteOrder;

/** A capture of the next-generation format by hand. */
final class PcapngFile {
    private final Bytes bytes;
    private ByteOrder order;

    PcapngFile(ByteOrder order) {
        bytes = new Bytes(ByteOrder.BIG_ENDIAN);
        section(order);
    }

    PcapngFile section(ByteOrder newOrder) {
        order = newOrder;
        return block(0x0a0d0d0a, body().u32(0x1a2b3c4d).u16(1).u16(0).u64(-1));
    }

    /** What goes into a block. */
    Bytes body() {
        return new Bytes(order);
    }

    PcapngFile block(int type, Bytes body) {
        body.pad();
        int total = 12 + body.size();
        bytes.raw(body().u32(type).u32(total).raw(body.array()).u32(total).array());
        return this;
    }

    PcapngFile interfaceBlock(int link, String options) {
        return block(1, body().u16(link).u16(0).u32(0).raw(options(options)));
    }

    /** {@code options} is in the section's byte order already. */
    private static byte[] options(String hex) {
        return new Bytes(ByteOrder.BIG_ENDIAN).hex(hex).array();
    }

    PcapngFile packet(int interfaceId, long units, byte[] packet, String options) {
        Bytes body = body().u32(interfaceId).u32(units >>> 32).u32(units);
        body.u32(packet.length).u32(packet.length).raw(packet).pad();
        return block(6, body.raw(options(options)));
    }

    byte[] array() {
        return bytes.array();
    }
}
