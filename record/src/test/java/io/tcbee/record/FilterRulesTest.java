package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.record.filter.End;
import io.tcbee.record.filter.Filter;
import io.tcbee.record.filter.FilterException;
import io.tcbee.record.filter.NameRule;
import io.tcbee.record.filter.PortRule;
import io.tcbee.record.filter.PrefixRule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules as they are typed, and as the kernel gets them. */
class FilterRulesTest {
    private static MemorySegment written(Filter filter) {
        MemorySegment config = Arena.ofAuto().allocate(FilterConfig.BYTES, 8);
        FilterConfig.write(filter, 4000, config);
        return config;
    }

    private static boolean has(MemorySegment config, long set, int port) {
        return (config.get(ValueLayout.JAVA_BYTE, set + port / 8) >> port % 8 & 1) != 0;
    }

    @Test
    void aRangeMarksExactlyItsPorts() {
        MemorySegment config =
                written(Filter.NONE.withPorts(PortRule.parse(End.EITHER, "80,8000-8999")));

        for (int port = 1; port <= 0xffff; port++) {
            boolean wanted = port == 80 || (port >= 8000 && port <= 8999);
            assertEquals(wanted, has(config, FilterConfig.PORT_EITHER, port), "port " + port);
        }
        assertEquals(1, config.get(ValueLayout.JAVA_INT, FilterConfig.PORTS));
    }

    @Test
    void onlyNegatedPortsOfOneEndLeaveAllOthers() {
        MemorySegment config = written(Filter.NONE.withPorts(PortRule.parse(End.LOCAL, "!22")));

        assertFalse(has(config, FilterConfig.PORT_LOCAL, 22));
        assertTrue(has(config, FilterConfig.PORT_LOCAL, 23));
        assertTrue(has(config, FilterConfig.PORT_LOCAL, 0), "whatever the kernel will choose");
    }

    @Test
    void aPrefixIsItsBytesInNetworkOrder() {
        MemorySegment config =
                written(Filter.NONE.withPrefixes(PrefixRule.parse(End.REMOTE, "10.77.0.0/16")));
        byte[] rule =
                config.asSlice(FilterConfig.PREFIX, FilterConfig.PREFIX_BYTES)
                        .toArray(ValueLayout.JAVA_BYTE);

        assertEquals(
                "00000000000000000000ffff0a4d0000" // ::ffff:10.77.0.0
                        + "ffffffffffffffffffffffffffff0000" // 96 + 16 ones
                        + "02000000" // remote
                        + "00000000",
                HexFormat.of().formatHex(rule));
    }

    @Test
    void aMappedPrefixIsTheIpv4One() {
        PrefixRule four = PrefixRule.parse(End.EITHER, "10.0.0.1").getFirst();
        PrefixRule mapped = PrefixRule.parse(End.EITHER, "::ffff:10.0.0.1").getFirst();

        assertEquals(four.high(), mapped.high());
        assertEquals(four.low(), mapped.low());
        assertEquals(four.bits(), mapped.bits());
    }

    @Test
    void thereIsRoomForSixteenPrefixes() {
        List<PrefixRule> many =
                PrefixRule.parse(End.EITHER, String.join(",", Collections.nCopies(17, "::1")));
        var e = assertThrows(FilterException.class, () -> Filter.NONE.withPrefixes(many));

        assertEquals("there is room for 16 addresses, not for 17", e.getMessage());
    }

    @Test
    void theSentencesTellWhatIsLeftOut() {
        Filter filter =
                Filter.NONE
                        .withPorts(PortRule.parse(End.REMOTE, "443,8000-8999,!8080"))
                        .withPrefixes(PrefixRule.parse(End.EITHER, "^127.0.0.0/8"))
                        .withNames(NameRule.parse("nginx"))
                        .withSample(10);

        assertEquals(
                List.of(
                        "remote port 443, 8000-8999 only",
                        "without remote port 8080",
                        "without address 127.0.0.0/8",
                        "name of the process nginx only",
                        "one connection in 10 only"),
                filter.sentences());
    }
}
