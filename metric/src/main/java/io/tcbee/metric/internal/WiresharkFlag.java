package io.tcbee.metric.internal;

import java.util.Locale;

/** The flags of Wireshark's TCP analysis, named as its fields {@code tcp.analysis.*}. */
enum WiresharkFlag {
    ZERO_WINDOW_PROBE(
            0, "One byte at the next sequence number while the other side's last window was 0."),
    ZERO_WINDOW(1, "Window field 0, without SYN, FIN and RST."),
    LOST_SEGMENT(2, "Begins above the highest sequence number seen; no RST."),
    KEEP_ALIVE(
            3,
            "At most one byte, just below the highest sequence number seen, without SYN, FIN and"
                    + " RST."),
    WINDOW_UPDATE(
            4,
            "No payload, same sequence and acknowledgment number as before, other window, not 0."),
    WINDOW_FULL(5, "Payload that ends exactly where the other side's last window ends."),
    KEEP_ALIVE_ACK(6, "Repeats the packet before, in answer to a keep_alive."),
    ZERO_WINDOW_PROBE_ACK(
            7, "Repeats the packet before with its window of 0, in answer to a zero_window_probe."),
    DUPLICATE_ACK(
            8,
            "No payload; sequence number, acknowledgment number and window, not 0, of the packet"
                    + " before; the value is its number since the acknowledgment number changed."),
    ACK_LOST_SEGMENT(9, "Acknowledges more of the other side's data than was seen without a gap."),
    SPURIOUS_RETRANSMISSION(10, "Payload that the other side had acknowledged completely."),
    FAST_RETRANSMISSION(
            11,
            "Begins at the last acknowledgment, not above what was seen, within 20 ms after two or"
                    + " more duplicate acknowledgments."),
    OUT_OF_ORDER(
            12,
            "Begins below the highest sequence number seen, within the initial round-trip time (3"
                    + " ms if unknown) after that was seen, and does not end there."),
    RETRANSMISSION(
            13,
            "Begins below the highest sequence number seen, or is a spurious or fast"
                    + " retransmission; not if it is a keep_alive or out_of_order."),
    REUSED_PORTS(
            14, "A SYN of endpoints that had a connection with another initial sequence number.");

    private final int place;
    private final String definition;

    WiresharkFlag(int place, String definition) {
        this.place = place;
        this.definition = definition;
    }

    /** From 0, in the order of Wireshark's tests. */
    int place() {
        return place;
    }

    int bit() {
        return 1 << place;
    }

    /** As in {@code tcp.analysis.}. */
    String field() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** When a packet has it. */
    String definition() {
        return definition;
    }

    boolean in(int flags) {
        return (flags & bit()) != 0;
    }
}
