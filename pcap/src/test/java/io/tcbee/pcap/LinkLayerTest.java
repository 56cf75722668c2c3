package io.tcbee.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkLayerTest {
    private static final byte[] V4 = Frames.ipv4(Frames.tcp(5, Frames.ACK, 10));
    private static final byte[] V6 = Frames.ipv6(6, "", Frames.tcp(5, Frames.ACK, 10));
    private static final String MACS = "020000000001 020000000002 ";

    @TempDir private Path folder;

    private Seen read(int link, byte[] packet) {
        return Seen.of(folder, new PcapFile(link).packet(1_000_000_000L, packet).array());
    }

    private void assertTcp(int link, String header, byte[] ip) {
        List<Seen.Packet> packets = read(link, Frames.behind(header, ip)).packets();
        assertEquals(1, packets.size(), "link " + link + " " + header);
        assertEquals(5, packets.getFirst().seq());
        assertEquals(10, packets.getFirst().payload());
    }

    @Test
    void ethernetWithAnyTagsIsRead() {
        assertTcp(LinkLayer.ETHERNET, MACS + "0800", V4);
        assertTcp(LinkLayer.ETHERNET, MACS + "86dd", V6);
        assertTcp(LinkLayer.ETHERNET, MACS + "8100 0064 0800", V4);
        assertTcp(LinkLayer.ETHERNET, MACS + "88a8 0001 8100 0064 86dd", V6);
        assertTcp(LinkLayer.ETHERNET, MACS + "9100 0001 8100 0064 0800", V4);
        assertTcp(LinkLayer.ETHERNET, MACS + "8864 1100 0001 0040 0021", V4);
        assertTcp(LinkLayer.ETHERNET, MACS + "0040 aaaa03 000000 0800", V4);
    }

    @Test
    void thePaddingOfAShortFrameIsNoPayload() {
        byte[] ip = Frames.ipv4(Frames.tcp(5, Frames.ACK, 0));
        byte[] frame = Frames.behind(MACS + "0800", ip);
        byte[] padded = java.util.Arrays.copyOf(frame, 60);
        assertEquals(0, read(LinkLayer.ETHERNET, padded).packets().getFirst().payload());
    }

    @Test
    void linuxCookedTellsTheDirection() {
        String out = "0004 0001 0006 020000000001 0000 0800";
        assertTcp(LinkLayer.COOKED, out, V4);
        assertEquals(
                1, read(LinkLayer.COOKED, Frames.behind(out, V4)).packets().getFirst().direction());
        String in = "86dd 0000 00000003 0001 00 06 0200000000010000";
        assertTcp(LinkLayer.COOKED2, in, V6);
        assertEquals(
                0, read(LinkLayer.COOKED2, Frames.behind(in, V6)).packets().getFirst().direction());
        assertTcp(
                LinkLayer.COOKED2, "8100 0000 00000003 0001 04 06 0200000000010000 0064 0800", V4);
    }

    @Test
    void rawNullLoopAndPppAreRead() {
        assertTcp(LinkLayer.RAW, "", V4);
        assertTcp(LinkLayer.RAW, "", V6);
        assertTcp(LinkLayer.IPV4, "", V4);
        assertTcp(LinkLayer.IPV6, "", V6);
        assertTcp(LinkLayer.NULL, "02000000", V4);
        assertTcp(LinkLayer.NULL, "0000001e", V6);
        assertTcp(LinkLayer.LOOP, "00000002", V4);
        assertTcp(LinkLayer.PPP, "0021", V4);
        assertTcp(LinkLayer.PPP, "ff03 0057", V6);
        assertTcp(LinkLayer.PPP_HDLC, "ff03 0021", V4);
        assertTcp(LinkLayer.PPP, "21", V4);
    }

    @Test
    void otherLinkTypesAreLeftOutByName() {
        assertEquals(
                List.of(
                        "1 packets of IEEE 802.11 with radiotap header (127), which this version"
                                + " cannot read"),
                read(127, V4).leftOut());
        assertEquals(
                List.of("1 packets of link type 147, which this version cannot read"),
                read(147, V4).leftOut());
    }

    @Test
    void whatHasNoIpIsCounted() {
        assertEquals(
                List.of("1 packets without IP"),
                read(LinkLayer.ETHERNET, Frames.behind(MACS + "0806", V4)).leftOut());
    }
}
