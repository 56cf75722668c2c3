package io.tcbee.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which way packets went, where only the handshake tells. */
class VantageTest {
    private static final long MS = 1_000_000;
    private static final int SYN_ACK = 18;

    @TempDir private Path folder;

    private static byte[] packet(boolean fromClient, int seq, int ack, int flags) {
        Bytes bytes = new Bytes(ByteOrder.BIG_ENDIAN).hex("4500 0028 0001 0000 4006 0000");
        bytes.hex(fromClient ? "0a000001 0a000002 0fa0 0050" : "0a000002 0a000001 0050 0fa0");
        return bytes.u32(seq).u32(ack).u8(0x50).u8(flags).u16(1000).u32(0).array();
    }

    private List<Integer> directions(long synNs, long synAckNs, long ackNs) {
        PcapFile file =
                new PcapFile(LinkLayer.RAW)
                        .packet(synNs, packet(true, 10, 0, Frames.SYN))
                        .packet(synAckNs, packet(false, 20, 11, SYN_ACK))
                        .packet(ackNs, packet(true, 11, 21, Frames.ACK));
        return Seen.of(folder, file.array()).packets().stream()
                .map(Seen.Packet::direction)
                .toList();
    }

    @Test
    void whoAnswersAtOnceIsNear() {
        assertEquals(List.of(1, 0, 1), directions(0, 20 * MS, 20 * MS + 50_000));
        assertEquals(List.of(0, 1, 0), directions(0, 50_000, 20 * MS));
    }

    @Test
    void inTheMiddleNothingIsConcluded() {
        assertEquals(List.of(2, 2, 2), directions(0, 10 * MS, 30 * MS));
    }

    @Test
    void onLoopbackAllPacketsGoOut() {
        byte[] packet = Frames.ipv4(Frames.tcp(5, Frames.ACK, 0));
        packet[12] = 127;
        packet[16] = 127;
        PcapFile file = new PcapFile(LinkLayer.RAW).packet(MS, packet);
        assertEquals(1, Seen.of(folder, file.array()).packets().getFirst().direction());
    }
}
