package io.tcbee.cli;

import java.util.Locale;

/** Numbers as people read them: three or four digits and a unit. NaN is "-". */
final class Quantity {
    private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P"};

    private Quantity() {}

    static String bytes(double bytes) {
        return scaled(bytes, "B");
    }

    static String bitsPerSecond(double rate) {
        return scaled(rate, "bit/s");
    }

    static String count(double count) {
        return Double.isNaN(count) ? "-" : String.format(Locale.ROOT, "%.0f", count);
    }

    /** Microseconds as milliseconds. */
    static String milliseconds(double microseconds) {
        return Double.isNaN(microseconds) ? "-" : digits(microseconds / 1e3) + " ms";
    }

    static String seconds(long nanoseconds) {
        return digits(nanoseconds / 1e9) + " s";
    }

    private static String scaled(double value, String unit) {
        if (Double.isNaN(value)) {
            return "-";
        }
        int power = 0;
        while (Math.abs(value) >= 1000 && power < DECIMAL.length - 1) {
            value /= 1000;
            power++;
        }
        String number = power == 0 ? String.format(Locale.ROOT, "%.0f", value) : digits(value);
        return number + " " + DECIMAL[power] + unit;
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
