package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void numbersAreAlignedToTheRightAndTextToTheLeft() {
        TextTable table = new TextTable(List.of("cc", "bytes"));
        table.add(List.of("cubic", "1.50 MB"));
        table.add(List.of("bbr", "-"));

        assertEquals(
                """
                cc       bytes
                cubic  1.50 MB
                bbr          -
                """,
                table.aligned());
    }

    @Test
    void aPipeGetsTabs() {
        TextTable table = new TextTable(List.of("cc", "bytes"));
        table.add(List.of("cubic", "1500000"));

        assertEquals("cc\tbytes\ncubic\t1500000\n", table.separated());
    }

    @Test
    void quantitiesHaveThreeDigitsAndAUnit() {
        assertEquals("999 B", Quantity.bytes(999));
        assertEquals("1.00 kB", Quantity.bytes(1000));
        assertEquals("17.8 Mbit/s", Quantity.bitsPerSecond(17_812_345));
        assertEquals("20.7 ms", Quantity.milliseconds(20_700));
        assertEquals("329 ms", Quantity.milliseconds(329_400));
        assertEquals("-", Quantity.count(Double.NaN));
        assertEquals("0", Quantity.count(0));
    }
}
