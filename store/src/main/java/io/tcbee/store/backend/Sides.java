package io.tcbee.store.backend;

import io.tcbee.model.Side;

/** How a side stands in tables: 0 client, 1 server. */
public final class Sides {
    private Sides() {}

    public static int code(Side side) {
        return side == Side.CLIENT ? 0 : 1;
    }

    public static Side of(int code) {
        return code == 0 ? Side.CLIENT : Side.SERVER;
    }
}
