package io.tcbee.lab;

import java.util.Locale;

/**
 * What the path did to a packet. A dropped packet has exactly one action; a delivered one has
 * {@link #FORWARD}, or one or more of {@link #CE}, {@link #DUP}, {@link #REORDER}, {@link #SPIKE}.
 */
public enum Action {
    /** Delivered after queue and delay, otherwise untouched. */
    FORWARD(0),
    /** Lost by the seeded random loss of data segments. */
    DROP_RANDOM(1),
    /** Lost because its data-segment number was on the list. */
    DROP_SCRIPTED(2),
    /** Lost because the queue had no room. */
    DROP_QUEUE(3),
    /** A SYN or SYN-ACK lost because its number was on the list. */
    DROP_SYN(4),
    /** A pure ACK lost by the seeded random loss of ACKs. */
    DROP_ACK(5),
    /** The first segment of its connection that carried the listed stream byte, lost. */
    DROP_TAIL(6),
    /** Lost because the path was dead. */
    DROP_BLACKOUT(7),
    /** Delivered with the ECN codepoint changed to Congestion Experienced (RFC 3168, section 5). */
    CE(8),
    /** Delivered twice. */
    DUP(9),
    /** Delivered later than its successors. */
    REORDER(10),
    /** Held until a delay spike was over. */
    SPIKE(11);

    private static final Action[] ALL = values();
    private static final int DROPS = DROP_BLACKOUT.bit * 2 - DROP_RANDOM.bit;

    private final int bit;

    Action(int position) {
        bit = 1 << position;
    }

    /** This action's bit in a set of actions. */
    int bit() {
        return bit;
    }

    /** Whether the packet was lost. */
    public boolean isDrop() {
        return isDrop(bit());
    }

    static boolean isDrop(int actions) {
        return (actions & DROPS) != 0;
    }

    /** The lower-case names, joined by {@code +}. */
    static String text(int actions) {
        StringBuilder text = new StringBuilder();
        for (Action action : ALL) {
            if ((actions & action.bit()) != 0) {
                text.append(text.isEmpty() ? "" : "+")
                        .append(action.name().toLowerCase(Locale.ROOT));
            }
        }
        return text.toString();
    }
}
