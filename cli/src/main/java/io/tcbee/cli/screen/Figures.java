package io.tcbee.cli.screen;

import java.util.Locale;

/** Numbers in five characters at most, a sign not counted; what is not known is "-". */
final class Figures {
    private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P", "E"};
    private static final String UNKNOWN = "-";

    private Figures() {}

    /** A count or a rate: 7, 999, 1.23k, 45.6M. */
    static String scaled(double value) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        int power = 0;
        double rest = value;
        while (Math.abs(rest) >= 999.5 && power < DECIMAL.length - 1) {
            rest /= 1000;
            power++;
        }
        return (power == 0 ? String.format(Locale.ROOT, "%.0f", rest) : digits(rest))
                + DECIMAL[power];
    }

    static String scaled(long count) {
        return scaled((double) count);
    }

    static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    static String time(long microseconds) {
        return time((double) microseconds);
    }

    /** Bytes with their unit: 12.3 MB. */
    static String bytes(double bytes) {
        if (Double.isNaN(bytes)) {
            return UNKNOWN;
        }
        String text = scaled(bytes);
        char last = text.charAt(text.length() - 1);
        return Character.isLetter(last)
                ? text.substring(0, text.length() - 1) + " " + last + "B"
                : text + " B";
    }

    /** A time from microseconds: 85us, 1.23ms, 4.56s. */
    static String time(double microseconds) {
        if (Double.isNaN(microseconds)) {
            return UNKNOWN;
        }
        if (microseconds < 999.5) {
            return String.format(Locale.ROOT, "%.0fus", microseconds);
        }
        return microseconds < 999_500
                ? digits(microseconds / 1e3) + "ms"
                : digits(microseconds / 1e6) + "s";
    }

    /** Hours, minutes and seconds: 01:02:03. */
    static String clock(long nanoseconds) {
        long seconds = nanoseconds / 1_000_000_000L;
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Three digits. */
    private static String digits(double value) {
        double size = Math.abs(value);
        String format = size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** The text without what a terminal would obey: a process may name itself as it likes. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c ->
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                                ? '?'
                                : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
