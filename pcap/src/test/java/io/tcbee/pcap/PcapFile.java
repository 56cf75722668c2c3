package io.tcbee.pcap;

import java.nio.ByteOrder;

/** A capture of the classic format by hand. */
final class PcapFile {
    private final Bytes bytes;
    private final long unitNs;

    PcapFile(int link) {
        this(ByteOrder.LITTLE_ENDIAN, true, link);
    }

    PcapFile(ByteOrder order, boolean nanoseconds, int link) {
        bytes = new Bytes(order);
        unitNs = nanoseconds ? 1 : 1000;
        bytes.u32(nanoseconds ? 0xa1b23c4dL : 0xa1b2c3d4L).u16(2).u16(4).u32(0).u32(0);
        bytes.u32(262_144).u32(link);
    }

    PcapFile packet(long timeNs, byte[] packet) {
        return packet(timeNs, packet.length, packet);
    }

    PcapFile packet(long timeNs, int original, byte[] packet) {
        bytes.u32(timeNs / 1_000_000_000).u32(timeNs % 1_000_000_000 / unitNs);
        bytes.u32(packet.length).u32(original).raw(packet);
        return this;
    }

    byte[] array() {
        return bytes.array();
    }
}
