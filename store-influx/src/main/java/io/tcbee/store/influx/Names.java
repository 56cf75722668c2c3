package io.tcbee.store.influx;

import io.tcbee.model.Side;
import io.tcbee.store.SeriesKey;

/** How things are spelled in InfluxQL and in tags. */
final class Names {
    private Names() {}

    /** A name of a measurement, a tag or a field. */
    static String name(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** A text. */
    static String text(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** The tag of a side; empty for none. */
    static String side(Side side) {
        return side == null ? "" : side == Side.CLIENT ? "client" : "server";
    }

    /** The side of a tag; null for none. */
    static Side side(String tag) {
        return tag.isEmpty() ? null : tag.equals("client") ? Side.CLIENT : Side.SERVER;
    }

    /** The condition for points of one connection and side. */
    static String of(SeriesKey key) {
        return "connection = '%d' AND side = '%s'".formatted(key.connection(), side(key.side()));
    }
}
