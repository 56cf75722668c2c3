package io.tcbee.store.duckdb;

import io.tcbee.model.Side;

/** How a side stands in tables: 0 client, 1 server. */
final class Sides {
    private Sides() {}

    static int code(Side side) {
        return side == Side.CLIENT ? 0 : 1;
    }

    static Side of(int code) {
        return code == 0 ? Side.CLIENT : Side.SERVER;
    }
}
