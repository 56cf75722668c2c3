package io.tcbee.web.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From values to points of the picture.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}; above {@code low}
 */
record Scale(double low, double high, double from, double to) {
    static Scale of(double low, double high, double from, double to) {
        return high > low
                ? new Scale(low, high, from, to)
                : new Scale(low - 0.5, low + 0.5, from, to);
    }

    double at(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    /** Of a time or a sequence number. */
    double at(long value) {
        return at((double) value);
    }

    /** The distance of marks: 1, 2 or 5 times a power of ten, so that there are about so many. */
    static double step(double span, int about) {
        double least = span / Math.max(1, about);
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least * 0.999) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    List<Double> marks(int about) {
        double step = step(high - low, about);
        List<Double> marks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            marks.add(i * step);
        }
        return marks;
    }

    /** A mark in as many digits as its distance to the next needs. */
    static String text(double mark, double step) {
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%." + digits + "f", mark == 0 ? 0.0 : mark);
    }
}
