package io.tcbee.process.finding;

import io.tcbee.model.Source;
import io.tcbee.process.finding.Finding.Range;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * When something is remarkable, and what is said of it then.
 *
 * @param holds whether it is so; false where the facts that it needs are missing
 * @param what one sentence with the numbers
 */
record Rule(
        String name,
        Source source,
        Predicate<Facts> holds,
        Function<Facts, String> what,
        Function<Facts, List<Range>> evidence,
        String advice,
        String reference) {

    Optional<Finding> of(Facts facts) {
        if (!holds.test(facts)) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        name,
                        facts.side(),
                        source,
                        what.apply(facts),
                        advice,
                        reference,
                        evidence.apply(facts)));
    }

    /** A share of the time, in words. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** Microseconds, in words. */
    static String ms(double us) {
        return String.format(Locale.ROOT, "%.1f ms", us / 1000);
    }
}
