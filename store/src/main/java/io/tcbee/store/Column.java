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
        UINT8(1),
        UINT16(2),
        UINT32(4),
        INT32(4),
        INT64(8),
        /** {@link Rows} carries its bits; 2^63 alone cannot be told from {@link Rows#ABSENT}. */
        UINT64(8),
        /** A double; {@link Rows} carries its bits. */
        DOUBLE(8);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes of one value. */
        public int bytes() {
            return bytes;
        }
    }

    public String name() {
        return series.name();
    }
}
