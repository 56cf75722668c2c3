package io.tcbee.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "999, 999",
        "999.6, 1.00k",
        "1234, 1.23k",
        "12345, 12.3k",
        "123456, 123k",
        "999999, 1.00M",
        "45600000, 45.6M",
        "NaN, -"
    })
    void numbersHaveThreeDigits(double value, String text) {
        assertEquals(text, Figures.scaled(value));
    }

    @ParameterizedTest
    @ValueSource(doubles = {9.999, 99.99, 999.4, 9999, 99_999, 999_499, 9.9999e9, 1e18})
    void noNumberIsLongerThanFiveCharacters(double value) {
        assertTrue(Figures.scaled(value).length() <= 5, Figures.scaled(value));
    }

    @ParameterizedTest
    @CsvSource({"85, 85us", "1234, 1.23ms", "999600, 1.00s", "2500000, 2.50s", "NaN, -"})
    void timesHaveTheirUnit(double microseconds, String text) {
        assertEquals(text, Figures.time(microseconds));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "12300000, 12.3 MB", "NaN, -"})
    void bytesHaveTheirUnit(double bytes, String text) {
        assertEquals(text, Figures.bytes(bytes));
    }

    @Test
    void aClockHasHours() {
        assertEquals("01:02:03", Figures.clock(3723L * 1_000_000_000L));
    }

    @Test
    void aForegroundProcessLeadsItsTerminal() {
        assertTrue(Terminals.isForeground("7 (a) b) R 1 7 7 34816 7 4194304 1"));
        assertEquals(false, Terminals.isForeground("7 (sleep) S 1 7 7 34816 9 4194304 1"));
    }
}
