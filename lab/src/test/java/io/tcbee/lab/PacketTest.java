package io.tcbee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PacketTest {
    /** 10.77.0.1:40000 to 10.77.0.2:5001, ECT(0), PSH ACK, 4 bytes; by hand after RFC 791. */
    private static final String IPV4 =
            "4502002c0001400040060000" // checksum is filled in below
                    + "0a4d00010a4d0002"
                    + "9c401389fffffff0000000015018ffff00000000"
                    + "64617461";

    private static final String IPV6 =
            "6020000000180640fd770000000000000000000000000001fd770000000000000000000000000002"
                    + "9c401389000000070000000950020064000000006461746a";

    private final Packet packet = new Packet();

    @Test
    void ipv4IsRead() {
        assertTrue(packet.parse(segment(IPV4), 44));
        assertEquals(4, packet.version);
        assertEquals(40000, packet.sourcePort);
        assertEquals(5001, packet.destinationPort);
        assertEquals(4294967280L, Integer.toUnsignedLong(packet.seq));
        assertEquals(1, packet.ack);
        assertEquals(4, packet.payload);
        assertEquals(0x18, packet.flags);
        assertTrue(packet.isEcnCapable());
    }

    @Test
    void ipv6IsRead() {
        assertTrue(packet.parse(segment(IPV6), 64));
        assertEquals(6, packet.version);
        assertEquals(7, packet.seq);
        assertEquals(4, packet.payload);
        assertTrue(packet.has(Packet.SYN));
        assertTrue(packet.isEcnCapable());
        assertFalse(packet.isPureAck());
    }

    @Test
    void aPacketThatIsCutOffIsNotTcp() {
        for (int length = 0; length < 44; length++) {
            assertFalse(packet.parse(segment(IPV4), length));
        }
    }

    @Test
    void aMarkKeepsTheChecksumRight() {
        for (int id = 0; id < 0x10000; id++) {
            MemorySegment bytes = segment(IPV4);
            set(bytes, 4, id);
            set(bytes, 10, ~sum(bytes) & 0xffff);
            assertTrue(packet.parse(bytes, 44));
            packet.markCe();
            assertEquals(0xffff, sum(bytes)); // RFC 1071: the sum over a right header is all ones
        }
        assertTrue(packet.parse(packetAfterMark(), 44));
        assertFalse(packet.isEcnCapable());
    }

    private MemorySegment packetAfterMark() {
        MemorySegment bytes = segment(IPV4);
        assertTrue(packet.parse(bytes, 44));
        packet.markCe();
        return bytes;
    }

    /** One's complement sum of the 20 header bytes, RFC 1071. */
    private static int sum(MemorySegment bytes) {
        int sum = 0;
        for (int at = 0; at < 20; at += 2) {
            sum += u8(bytes, at) << 8 | u8(bytes, at + 1);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    private static int u8(MemorySegment bytes, long at) {
        return Byte.toUnsignedInt(bytes.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at));
    }

    private static void set(MemorySegment bytes, long at, int value) {
        bytes.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at, (byte) (value >> 8));
        bytes.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at + 1, (byte) value);
    }

    private static MemorySegment segment(String hex) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
    }
}
