package io.tcbee.metric.internal;

import io.tcbee.model.Side;

/** Arrays with one element per side. */
final class Sides {
    private Sides() {}

    /** 0 client, 1 server. */
    static int index(Side side) {
        return side == Side.CLIENT ? 0 : 1;
    }
}
