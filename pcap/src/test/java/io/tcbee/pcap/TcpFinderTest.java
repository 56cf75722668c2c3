package io.tcbee.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpFinderTest {
    private static final byte[] TCP = Frames.tcp(5, Frames.ACK, 10);
    private static final String HOP_BY_HOP = "06 00 000000000000";
    private static final String MANY_OPTIONS = "01".repeat(40);

    @TempDir private Path folder;

    private Seen read(byte[] packet) {
        return read(packet.length, packet);
    }

    private Seen read(int original, byte[] packet) {
        PcapFile file = new PcapFile(LinkLayer.RAW).packet(1_000_000_000L, original, packet);
        return Seen.of(folder, file.array());
    }

    private Seen.Packet one(byte[] packet) {
        List<Seen.Packet> packets = read(packet).packets();
        assertEquals(1, packets.size());
        return packets.getFirst();
    }

    private static String leftOut(Seen seen) {
        assertEquals(0, seen.packets().size());
        assertEquals(1, seen.leftOut().size());
        return seen.leftOut().getFirst();
    }

    @Test
    void optionsOfIpAndTcpArePartOfTheHeaders() {
        byte[] tcp = Frames.tcp(5, Frames.ACK, 3, MANY_OPTIONS);
        Seen.Packet packet = one(Frames.ipv4(24 + tcp.length, 0, 6, "01010101", tcp));
        assertEquals(24, packet.ipLength());
        assertEquals(60, packet.tcpLength());
        assertEquals(3, packet.payload());
    }

    @Test
    void extensionHeadersArePassedOver() {
        Seen.Packet packet = one(Frames.ipv6(0, HOP_BY_HOP, TCP));
        assertEquals(48, packet.ipLength());
        assertEquals(10, packet.payload());
        assertEquals(52, one(Frames.ipv6(51, "06 01 0000 00000001 00000002", TCP)).ipLength());
    }

    @Test
    void extensionHeadersThatAreTooManyToKeepAreLeftOutOfTheHeaders() {
        byte[] tcp = Frames.tcp(5, Frames.ACK, 10, MANY_OPTIONS);
        Seen.Packet packet = one(Frames.ipv6(60, "06 03" + "00".repeat(30), tcp));
        assertEquals(40, packet.ipLength());
        assertEquals(60, packet.tcpLength());
        assertEquals(5, packet.seq());
        assertEquals(10, packet.payload());
    }

    @Test
    void theFirstFragmentIsReadAndTheOthersAreCounted() {
        assertEquals(10, one(Frames.ipv4(20 + TCP.length, 0x2000, 6, "", TCP)).payload());
        assertEquals(10, one(Frames.ipv6(44, "06 00 0001 00000007", TCP)).payload());
        String later = "1 fragments of IP that are not the first of theirs";
        assertEquals(later, leftOut(read(Frames.ipv4(20 + TCP.length, 0x00b9, 6, "", TCP))));
        assertEquals(later, leftOut(read(Frames.ipv6(44, "06 00 05a8 00000007", TCP))));
    }

    @Test
    void aLengthOfZeroIsThatOfASegmentationOffload() {
        assertEquals(10, one(Frames.ipv4(0, 0, 6, "", TCP)).payload());
        byte[] six = Frames.ipv6(6, "", TCP);
        six[4] = 0;
        six[5] = 0;
        assertEquals(10, one(six).payload());
    }

    @Test
    void payloadIsWhatIpSaysAndNotWhatWasCaptured() {
        byte[] whole = Frames.ipv4(Frames.tcp(5, Frames.ACK, 1000));
        Seen seen = read(whole.length, Arrays.copyOf(whole, 40));
        assertEquals(1000, seen.packets().getFirst().payload());
    }

    @Test
    void aHeaderThatTheSnapLengthCutIsCountedAndNeverGuessed() {
        byte[] tcp = Frames.tcp(5, Frames.ACK, 10, "01010101");
        byte[] whole = Frames.ipv4(tcp);
        for (int snap = 1; snap < 44; snap++) {
            assertEquals(
                    "1 packets whose headers the capture cut off",
                    leftOut(read(whole.length, Arrays.copyOf(whole, snap))),
                    "snap " + snap);
        }
        assertEquals(1, read(whole.length, Arrays.copyOf(whole, 44)).packets().size());
    }

    @Test
    void otherProtocolsAndLengthsThatContradictAreCounted() {
        assertEquals(
                "1 packets of other protocols than TCP",
                leftOut(read(Frames.ipv4(20 + TCP.length, 0, 17, "", TCP))));
        byte[] small = TCP.clone();
        small[12] = 0x40;
        String contradiction = "1 packets whose lengths contradict each other";
        assertEquals(contradiction, leftOut(read(Frames.ipv4(small))));
        assertEquals(contradiction, leftOut(read(Frames.ipv4(30, 0, 6, "", TCP))));
    }
}
