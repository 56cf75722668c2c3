package io.tcbee.model;

/** What one of a number is. A value without a unit is a code or a text, told by {@link #NONE}. */
public enum Unit {
    /** A code, a flag, an identifier or a text. */
    NONE(""),
    /** A sequence number, modulo 2^32 on the wire, relative to the initial one where unwrapped. */
    SEQUENCE("sequence"),
    /** Segments of at most one MSS. */
    SEGMENTS("segments"),
    /** Packets as the stack handled them; one may be many segments (GSO, GRO). */
    PACKETS("packets"),
    BYTES("bytes"),
    NANOSECONDS("ns"),
    MICROSECONDS("us"),
    MILLISECONDS("ms"),
    SECONDS("s"),
    BYTES_PER_SECOND("bytes/s"),
    BITS_PER_SECOND("bit/s"),
    /** A share of one. */
    RATIO("ratio"),
    /** How many times. */
    COUNT("count");

    private final String symbol;

    Unit(String symbol) {
        this.symbol = symbol;
    }

    /** The text behind a number; empty for {@link #NONE}. */
    public String symbol() {
        return symbol;
    }
}
