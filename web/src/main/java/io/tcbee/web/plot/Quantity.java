package io.tcbee.web.plot;

import io.tcbee.model.Unit;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What an axis counts in.
 *
 * @param factor what a stored value is multiplied by
 * @param unit behind the numbers
 */
record Quantity(double factor, String unit) {
    private static final String[] PREFIXES = {"n", "µ", "m", "", "k", "M", "G", "T"};
    private static final int PLAIN = 3;

    /** Of values up to {@code most}, with the prefix that suits. */
    static Quantity of(Unit unit, double most) {
        return switch (unit) {
            case NANOSECONDS -> prefixed(1e-9, "s", most);
            case MICROSECONDS -> prefixed(1e-6, "s", most);
            case MILLISECONDS -> prefixed(1e-3, "s", most);
            case SECONDS -> prefixed(1, "s", most);
            case BYTES, SEQUENCE -> prefixed(1, "B", most);
            case BYTES_PER_SECOND -> prefixed(8, "bit/s", most);
            case BITS_PER_SECOND -> prefixed(1, "bit/s", most);
            case NONE -> new Quantity(1, "");
            case RATIO, COUNT, SEGMENTS, PACKETS -> new Quantity(1, unit.symbol());
        };
    }

    private static Quantity prefixed(double factor, String unit, double most) {
        double value = Math.abs(most * factor);
        int prefix = value == 0 ? PLAIN : PLAIN + (int) Math.floor((Math.log10(value) - 0.3) / 3);
        prefix = Math.clamp(prefix, 0, PREFIXES.length - 1);
        return new Quantity(
                factor * Math.pow(1000, PLAIN - (double) prefix), PREFIXES[prefix] + unit);
    }

    /** One value with its unit, to three digits. */
    static String text(Unit unit, double value) {
        Quantity quantity = of(unit, value);
        BigDecimal shown =
                BigDecimal.valueOf(value * quantity.factor)
                        .round(new MathContext(3))
                        .stripTrailingZeros();
        return (shown.toPlainString() + " " + quantity.unit).strip();
    }
}
