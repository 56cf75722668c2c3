package io.tcbee.record.filter;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An address or a prefix. IPv4 is mapped (::ffff:a.b.c.d), as it is in every event.
 *
 * @param high the first eight bytes in network order
 * @param low the last eight
 * @param bits 0 to 128; those beyond are 0 in the address
 * @param text as it was typed
 */
public record PrefixRule(End end, long high, long low, int bits, boolean negated, String text)
        implements Rule {
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern COLONS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");
    private static final int MAPPED_BITS = 96;
    private static final long MAPPED = 0xffff_0000_0000L;

    /**
     * Reads {@code 10.1.2.3}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code !127.0.0.1} and
     * lists of them with commas. No name is looked up.
     *
     * @throws FilterException in one sentence if it is none
     */
    public static List<PrefixRule> parse(End end, String list) {
        return Rule.parseAll(list, (item, negated) -> one(end, item, negated));
    }

    private static PrefixRule one(End end, String item, boolean negated) {
        int slash = item.indexOf('/');
        String literal = slash < 0 ? item : item.substring(0, slash);
        boolean dotted = DOTTED.matcher(literal).matches();
        byte[] bytes = address(literal, dotted, item).getAddress();
        boolean four = bytes.length == 4;
        int room = dotted ? 32 : 128;
        int bits = slash < 0 ? room : length(item.substring(slash + 1), room, item);
        ByteBuffer words = ByteBuffer.wrap(bytes);
        long high = four ? 0 : words.getLong();
        long low = four ? MAPPED | Integer.toUnsignedLong(words.getInt()) : words.getLong();
        PrefixRule rule =
                new PrefixRule(end, high, low, dotted ? MAPPED_BITS + bits : bits, negated, item);
        if ((high & ~rule.highMask()) != 0 || (low & ~rule.lowMask()) != 0) {
            throw new FilterException(
                    "a prefix has only zeros after its " + bits + " bits, not " + item);
        }
        return rule;
    }

    private static InetAddress address(String literal, boolean dotted, String item) {
        try {
            if (dotted) {
                return Inet4Address.ofLiteral(literal);
            }
            if (COLONS.matcher(literal).matches()) {
                return InetAddress.ofLiteral(literal);
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new FilterException(
                "an address is as 10.1.2.3, 10.0.0.0/8, 2001:db8::1 or 2001:db8::/32, not " + item);
    }

    private static int length(String digits, int room, String item) {
        int bits = NUMBER.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
        if (bits < 0 || bits > room) {
            throw new FilterException("a prefix here has 0 to " + room + " bits, not " + item);
        }
        return bits;
    }

    /** Ones where the prefix has bits in {@link #high}. */
    public long highMask() {
        return mask(Math.min(bits, 64));
    }

    /** Ones where the prefix has bits in {@link #low}. */
    public long lowMask() {
        return mask(Math.max(0, bits - 64));
    }

    private static long mask(int ones) {
        return ones == 0 ? 0 : -1L << (64 - ones);
    }
}
