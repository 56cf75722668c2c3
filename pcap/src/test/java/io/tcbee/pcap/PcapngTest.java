package io.tcbee.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngTest {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;
    private static final String NONE = "";

    @TempDir private Path folder;

    private static byte[] packet(int seq) {
        return Frames.ipv4(Frames.tcp(seq, Frames.ACK, 10));
    }

    @Test
    void sectionsOfBothByteOrdersHaveTheirOwnInterfaces() {
        PcapngFile file = new PcapngFile(BIG);
        file.interfaceBlock(LinkLayer.RAW, "0002 0004 65746830").packet(0, 5, packet(1), NONE);
        file.section(LITTLE).interfaceBlock(LinkLayer.RAW, "0200 0400 65746831");
        file.packet(0, 6, packet(2), NONE);
        Seen seen = Seen.of(folder, file.array());
        assertEquals(List.of(1L, 2L), seen.sequences());
        assertEquals(List.of(5000L, 6000L), seen.times());
        assertEquals(1, seen.packets().getFirst().ifindex());
        assertEquals(2, seen.packets().getLast().ifindex());
        assertEquals("eth0", seen.interfaces().getFirst().name());
        assertEquals("eth1", seen.interfaces().getLast().name());
    }

    @Test
    void eachInterfaceHasItsResolutionAndOffset() {
        PcapngFile file = new PcapngFile(BIG);
        file.interfaceBlock(LinkLayer.RAW, NONE);
        file.interfaceBlock(LinkLayer.RAW, "0009 0001 09000000");
        file.interfaceBlock(LinkLayer.RAW, "0009 0001 8a000000");
        file.interfaceBlock(LinkLayer.RAW, "0009 0001 0c000000");
        file.interfaceBlock(LinkLayer.RAW, "0009 0001 03000000 000e 0008 0000000000000002");
        file.packet(0, 1, packet(1), NONE); // 1 us
        file.packet(1, 2000, packet(2), NONE); // 2000 ns
        file.packet(2, 512, packet(3), NONE); // 512 / 1024 s
        file.packet(3, 600_000_000_999L, packet(4), NONE); // ps
        file.packet(4, 1, packet(5), NONE); // 2 s + 1 ms
        assertEquals(
                List.of(1000L, 2000L, 500_000_000L, 600_000_000L, 2_001_000_000L),
                Seen.of(folder, file.array()).times());
    }

    @Test
    void theFinestBinaryResolutionDoesNotOverflow() {
        PcapngInterface finest = new PcapngInterface(1, 1, 0, 0x80 | 63, 0, "");
        assertEquals(1_500_000_000L, finest.timeNs(3L << 62));
        PcapngInterface middle = new PcapngInterface(1, 1, 0, 0x80 | 40, 0, "");
        assertEquals(7_250_000_000L, middle.timeNs(7L << 40 | 1L << 38));
    }

    @Test
    void commentsAndUnknownBlocksArePassedOverAndFlagsTellTheDirection() {
        PcapngFile file = new PcapngFile(BIG).interfaceBlock(LinkLayer.RAW, NONE);
        file.block(0x0bad, file.body().u32(1).u32(2));
        file.packet(0, 1, packet(1), "0001 0005 68656c6c6f000000 0002 0004 00000001");
        file.packet(0, 2, packet(2), "0002 0004 00000002 0000 0000");
        List<Seen.Packet> packets = Seen.of(folder, file.array()).packets();
        assertEquals(0, packets.getFirst().direction());
        assertEquals(1, packets.getLast().direction());
    }

    @Test
    void aSimplePacketHasNoTimeAndGetsThatOfThePacketBefore() {
        PcapngFile file = new PcapngFile(LITTLE).interfaceBlock(LinkLayer.RAW, NONE);
        file.packet(0, 9, packet(1), NONE);
        file.block(3, file.body().u32(packet(2).length).raw(packet(2)));
        Seen seen = Seen.of(folder, file.array());
        assertEquals(List.of(1L, 2L), seen.sequences());
        assertEquals(List.of(9000L, 9000L), seen.times());
        assertTrue(seen.leftOut().getFirst().startsWith("1 packets without a time"));
    }

    @Test
    void oldPacketBlocksAreRead() {
        PcapngFile file = new PcapngFile(BIG).interfaceBlock(LinkLayer.RAW, NONE);
        byte[] packet = packet(3);
        file.block(
                2,
                file.body()
                        .u16(0)
                        .u16(4) // drops
                        .u32(0)
                        .u32(8)
                        .u32(packet.length)
                        .u32(packet.length)
                        .raw(packet));
        assertEquals(List.of(8000L), Seen.of(folder, file.array()).times());
    }

    @Test
    void whatTheCapturingMachineDroppedIsTold() {
        PcapngFile file = new PcapngFile(BIG).interfaceBlock(LinkLayer.RAW, NONE);
        file.packet(0, 1, packet(1), NONE);
        Bytes statistics = file.body().u32(0).u32(0).u32(0);
        file.block(5, statistics.u16(5).u16(8).u64(3).u16(7).u16(8).u64(4));
        assertEquals(
                List.of("7 packets that the capturing machine dropped, as the capture says"),
                Seen.of(folder, file.array()).leftOut());
    }

    @Test
    void aCutFileIsReadUpToItsLastWholeBlock() {
        PcapngFile file = new PcapngFile(LITTLE).interfaceBlock(LinkLayer.RAW, NONE);
        int before = file.packet(0, 1, packet(1), NONE).array().length;
        byte[] whole = file.packet(0, 2, packet(2), NONE).array();
        for (int length = before; length <= whole.length; length++) {
            Seen seen = Seen.of(folder, Arrays.copyOf(whole, length));
            assertEquals(length == whole.length ? 2 : 1, seen.packets().size());
            assertEquals(length == before || length == whole.length, seen.complete());
        }
    }

    @Test
    void aPacketOfAnInterfaceThatIsNotThereEndsTheWalk() {
        PcapngFile file = new PcapngFile(LITTLE).interfaceBlock(LinkLayer.RAW, NONE);
        file.packet(0, 1, packet(1), NONE).packet(1, 2, packet(2), NONE);
        Seen seen = Seen.of(folder, file.array());
        assertEquals(List.of(1L), seen.sequences());
        assertTrue(seen.damages().getFirst().contains("damaged block at byte"));
    }
}
