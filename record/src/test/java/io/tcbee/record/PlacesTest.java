package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.trace.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How addresses in the kernel's code are named. */
class PlacesTest {
    private static final String SYMBOLS =
            """
            ffffffff81000000 T _stext
            ffffffff82030000 T tcp_v4_rcv
            ffffffff82031000 t tcp_v4_fill_cb
            ffffffff82030800 D data_between
            ffffffffc0a00000 t drop_it\t[some_module]
            ffffffff82020000 t before
            """;

    @Test
    void anAddressIsNamedByTheNearestFunctionBeforeIt() throws IOException {
        assertEquals(
                List.of(
                        place(0xffffffff82030900L, "tcp_v4_rcv+0x900"),
                        place(0xffffffff82031000L, "tcp_v4_fill_cb+0x0"),
                        place(0xffffffffc0a00010L, "drop_it+0x10")),
                name(SYMBOLS, 0xffffffffc0a00010L, 0xffffffff82030900L, 0xffffffff82031000L));
    }

    @Test
    void anAddressBeforeAllFunctionsHasNoName() throws IOException {
        assertEquals(List.of(), name(SYMBOLS, 0xffffffff80000000L));
    }

    @Test
    void addressesThatAreHiddenNameNothing() throws IOException {
        String hidden = "0000000000000000 T tcp_v4_rcv\n";
        assertEquals(List.of(), name(hidden, 0xffffffff82030900L));
    }

    private static Code place(long address, String name) {
        return new Code("place", address, name);
    }

    private static List<Code> name(String symbols, Long... addresses) throws IOException {
        TreeSet<Long> wanted = new TreeSet<>(Long::compareUnsigned);
        wanted.addAll(List.of(addresses));
        return Places.name(wanted, new BufferedReader(new StringReader(symbols)));
    }
}
