package io.tcbee.web.internal;

/**
 * Writes JSON (RFC 8259) in one pass. Commas are set by themselves; nesting is the caller's.
 *
 * <p>A number that JSON does not have (NaN, infinite) becomes null. A whole number that a double
 * cannot carry exactly (beyond 2^53) becomes a string, see {@link #exact}.
 */
final class Json {
    private final StringBuilder text = new StringBuilder(1024);

    Json open(char bracket) {
        comma();
        text.append(bracket);
        return this;
    }

    Json close(char bracket) {
        text.append(bracket);
        return this;
    }

    Json name(String name) {
        comma();
        quote(name);
        text.append(':');
        return this;
    }

    Json value(String value) {
        comma();
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    Json value(long value) {
        comma();
        text.append(value);
        return this;
    }

    Json value(double value) {
        comma();
        if (Double.isFinite(value)) {
            text.append(value);
        } else {
            text.append("null");
        }
        return this;
    }

    Json value(boolean value) {
        comma();
        text.append(value);
        return this;
    }

    /** A number, or null. */
    Json value(Long value) {
        return value == null ? value((String) null) : value(value.longValue());
    }

    /** A truth value, or null. */
    Json value(Boolean value) {
        return value == null ? value((String) null) : value(value.booleanValue());
    }

    /** A 64-bit number as its decimal digits in a string. */
    Json exact(long value) {
        return value(Long.toString(value));
    }

    private void comma() {
        if (!text.isEmpty() && "[{:,".indexOf(text.charAt(text.length() - 1)) < 0) {
            text.append(',');
        }
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
