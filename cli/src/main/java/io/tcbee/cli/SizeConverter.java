package io.tcbee.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Sizes as people write them, in bytes: {@code 500MB} is 500 million, {@code 500MiB} is 500 times
 * 2^20; a bare number is bytes.
 */
final class SizeConverter implements ITypeConverter<Long> {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,12})([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);

    @Override
    public Long convert(String text) {
        Matcher form = FORM.matcher(text);
        boolean whole = form.matches() && !(form.group(2).isEmpty() && !form.group(3).isEmpty());
        if (!whole) {
            throw wrong(text);
        }
        long base = form.group(3).isEmpty() ? 1000 : 1024;
        long bytes = Long.parseLong(form.group(1));
        try {
            for (int i = "kmgt".indexOf(form.group(2).toLowerCase(Locale.ROOT));
                    i >= 0 && !form.group(2).isEmpty();
                    i--) {
                bytes = Math.multiplyExact(bytes, base);
            }
        } catch (ArithmeticException _) {
            throw wrong(text);
        }
        return bytes;
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException("a size is 500MB, 2GiB or 1000000, not '" + text + "'");
    }
}
