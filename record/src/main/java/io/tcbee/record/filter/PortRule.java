package io.tcbee.record.filter;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port or a range of ports.
 *
 * @param low first port
 * @param high last port
 */
public record PortRule(End end, int low, int high, boolean negated) implements Rule {
    private static final int LAST = 0xffff;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    public PortRule {
        if (low < 0 || high > LAST || low > high) {
            throw new IllegalArgumentException("not ports: low=" + low + ", high=" + high);
        }
    }

    /**
     * Reads {@code 80}, {@code 8000-8999}, {@code !22} and lists of them with commas.
     *
     * @throws FilterException in one sentence if it is none
     */
    public static List<PortRule> parse(End end, String list) {
        return Rule.parseAll(list, (item, negated) -> one(end, item, negated));
    }

    private static PortRule one(End end, String item, boolean negated) {
        Matcher range = RANGE.matcher(item);
        if (!range.matches()) {
            throw new FilterException("a port is 1 to 65535, or a range as 8000-8999, not " + item);
        }
        int low = Integer.parseInt(range.group(1));
        int high = range.group(2) == null ? low : Integer.parseInt(range.group(2));
        if (low < 1 || low > LAST || high < 1 || high > LAST) {
            throw new FilterException("a port is 1 to 65535, not " + item);
        }
        if (low > high) {
            throw new FilterException("a range of ports begins with the lower one, not " + item);
        }
        return new PortRule(end, low, high, negated);
    }

    @Override
    public String text() {
        return low == high ? Integer.toString(low) : low + "-" + high;
    }
}
