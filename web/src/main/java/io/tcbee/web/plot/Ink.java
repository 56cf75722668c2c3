package io.tcbee.web.plot;

import io.tcbee.store.Packet.Cause;

/** The colours, which the colour-blind tell apart: those of Okabe and Ito, on white. */
final class Ink {
    static final int TEXT = 0x1a1a1a;
    static final int QUIET = 0x666666;
    static final int GRID = 0xe4e4e4;
    static final int FRAME = 0x999999;
    static final int GROUND = 0xffffff;

    static final int BLACK = 0x222222;
    static final int BLUE = 0x0072b2;
    static final int SKY = 0x56b4e9;
    static final int GREEN = 0x009e73;
    static final int ORANGE = 0xe69f00;
    static final int VERMILION = 0xd55e00;
    static final int PURPLE = 0xcc79a7;
    static final int RED = 0xc00000;
    static final int MAGENTA = 0xd0006f;

    /** Of lines without a colour of their own, in turn. */
    private static final int[] TURN = {BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK};

    private Ink() {}

    static int turn(int i) {
        return TURN[i % TURN.length];
    }

    static int of(Cause cause) {
        return switch (cause) {
            case FAST -> VERMILION;
            case TIMEOUT -> RED;
            case LOSS_PROBE -> BLUE;
            case SLOW_START -> ORANGE;
            case UNKNOWN -> MAGENTA;
        };
    }

    static String name(Cause cause) {
        return switch (cause) {
            case FAST -> "fast retransmission";
            case TIMEOUT -> "after timeout";
            case LOSS_PROBE -> "loss probe";
            case SLOW_START -> "slow start after timeout";
            case UNKNOWN -> "retransmission, cause not recorded";
        };
    }
}
