package io.tcbee.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Moments since a start as people write them, in ns: {@code 1.5s}, {@code 250ms}, {@code 10us},
 * {@code 2m}; a bare number is seconds.
 */
final class MomentConverter implements ITypeConverter<Long> {
    private static final Pattern FORM =
            Pattern.compile("(-?\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h)?");

    @Override
    public Long convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException(
                    "a moment is 1.5s, 250ms, 10us or 2m since the start, not '" + text + "'");
        }
        long unitNs =
                switch (form.group(2)) {
                    case "ns" -> 1L;
                    case "us" -> 1_000L;
                    case "ms" -> 1_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    case null, default -> 1_000_000_000L;
                };
        return new BigDecimal(form.group(1))
                .multiply(BigDecimal.valueOf(unitNs))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
