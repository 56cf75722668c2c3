package io.tcbee.record.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** What every kind of rule has: it may be negated by a leading {@code !} or {@code ^}. */
public sealed interface Rule
        permits PortRule, PrefixRule, NamespaceRule, CgroupRule, ProcessRule, NameRule {
    /** Whether a connection that matches is not wanted. */
    boolean negated();

    /** The rule without its negation, as it is told to people. */
    String text();

    /**
     * The rules of a list with commas.
     *
     * @param parser of one item without its negation
     */
    static <T> List<T> parseAll(String list, BiFunction<String, Boolean, T> parser) {
        List<T> rules = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            String trimmed = item.strip();
            boolean negated = trimmed.startsWith("!") || trimmed.startsWith("^");
            String value = negated ? trimmed.substring(1) : trimmed;
            if (value.isEmpty()) {
                throw new FilterException("a value is missing in \"" + list + "\"");
            }
            rules.add(parser.apply(value, negated));
        }
        return rules;
    }
}
