package io.tcbee.store;

import io.tcbee.model.Series;

/**
 * One column of a wide table.
 *
 * @param series its name, unit and definition
 * @param plotted whether it is a quantity over time that the catalogue offers for plots
 */
public record Column(Series series, Type type, boolean plotted) {

    /** How a value is stored; unsigned where the name says so. */
    public enum Type {
        UINT8,
        UINT16,
        UINT32,
        INT32,
        INT64,
        /** {@link Rows} carries its bits; 2^63 alone cannot be told from {@link Rows#ABSENT}. */
        UINT64,
        /** A double; {@link Rows} carries its bits. */
        DOUBLE
    }

    public String name() {
        return series.name();
    }
}
