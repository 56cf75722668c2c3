package io.tcbee.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HeadersTest {
    private final Headers headers = new Headers();

    /** A SYN of Linux: the first packet of the capture {@code clean}. */
    private static final String SYN =
            "4500003ce982400040063c9d0a4d00010a4d0002"
                    + "999013898bf7ee8700000000a002faf0f57a0000"
                    + "020405b40402080af0e62a75000000000103030a";

    private static MemorySegment bytes(String hex) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
    }

    @Test
    void aSynTellsAllItsOptions() {
        assertTrue(headers.parse(bytes(SYN), 0, 20, 40));

        assertEquals(0xffff_0a4d_0001L, headers.sourceLow());
        assertEquals(39312, headers.sourcePort());
        assertEquals(5001, headers.destinationPort());
        assertEquals(0x8bf7_ee87, headers.sequence());
        assertEquals(TcpFlags.SYN, headers.flags());
        assertEquals(64240, headers.window());
        assertEquals(0xe982, headers.ipId());
        assertEquals(64, headers.ttl());
        assertEquals(1460, headers.mss());
        assertEquals(10, headers.windowScale());
        assertTrue(headers.sackPermitted());
        assertTrue(headers.timestamps());
        assertEquals(0xf0e6_2a75, headers.tsval());
        assertEquals(0, headers.sackBlocks());
    }

    @Test
    void ipv6WithAnExtensionHeader() {
        String ip =
                "6b800000001c0040" // traffic class 0xb8
                        + "fd770000000000000000000000000001"
                        + "fd770000000000000000000000000002"
                        + "0600010400000000"; // hop-by-hop, then TCP
        String tcp = "00501388000000010000000250100100ffff0000";

        assertTrue(headers.parse(bytes(ip + tcp), 0, 48, 20));
        assertFalse(headers.ipv4());
        assertEquals(0xfd77_0000_0000_0000L, headers.sourceHigh());
        assertEquals(2, headers.destinationLow());
        assertEquals(0xb8, headers.trafficClass());
        assertEquals(80, headers.sourcePort());
    }

    @Test
    void anOptionThatClaimsToBeLongerThanItsHeaderIsNotRead() {
        String cut = SYN.substring(0, 80) + "02ff05b40402080af0e62a75000000000103030a";

        assertTrue(headers.parse(bytes(cut), 0, 20, 40));
        assertEquals(-1, headers.mss());
    }

    @Test
    void bytesThatAreNoTcpAreRefused() {
        assertFalse(headers.parse(bytes(SYN), 0, 20, 44));
        assertFalse(headers.parse(bytes(SYN), 0, 20, 16));
        assertFalse(headers.parse(bytes("0" + SYN.substring(1)), 0, 20, 40));
    }
}
