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

        /** Whether a value, as {@link Rows} carries it, can be stored; {@link Rows#ABSENT} can. */
        public boolean holds(long value) {
            return value == Rows.ABSENT
                    || switch (this) {
                        case UINT8 -> value >>> 8 == 0;
                        case UINT16 -> value >>> 16 == 0;
                        case UINT32 -> value >>> 32 == 0;
                        case INT32 -> value == (int) value;
                        case INT64, UINT64, DOUBLE -> true;
                    };
        }

        /**
         * The number that {@link Rows} carries as {@code value}; the nearest double of a large one.
         */
        public double number(long value) {
            return switch (this) {
                case DOUBLE -> Double.longBitsToDouble(value);
                // Halving keeps the lost bit, so rounding is right.
                case UINT64 -> value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
                default -> value;
            };
        }

        /** Its name in SQL. */
        public String sqlName() {
            return switch (this) {
                case UINT8 -> "UTINYINT";
                case UINT16 -> "USMALLINT";
                case UINT32 -> "UINTEGER";
                case INT32 -> "INTEGER";
                case INT64 -> "BIGINT";
                case UINT64 -> "UBIGINT";
                case DOUBLE -> "DOUBLE";
            };
        }
    }

    public String name() {
        return series.name();
    }
}
