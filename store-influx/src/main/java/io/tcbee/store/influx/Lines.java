package io.tcbee.store.influx;

import java.nio.charset.StandardCharsets;

/**
 * Points in line protocol, sent when there are many: {@code measurement,tag=value field=value
 * time}.
 *
 * <p>A point is: {@link #point}, tags, fields, {@link #end}. One thread.
 */
final class Lines {
    private static final int POINTS = 5000;
    private static final int CHARACTERS = 1 << 20;

    private final Server server;
    private final StringBuilder text = new StringBuilder(CHARACTERS + (1 << 14));
    private int points;
    private boolean hasField;

    Lines(Server server) {
        this.server = server;
    }

    Lines point(String measurement) {
        escape(measurement);
        hasField = false;
        return this;
    }

    /** Adds a tag; an empty one is no tag. */
    Lines tag(String key, String value) {
        if (!value.isEmpty()) {
            text.append(',').append(key).append('=');
            escape(value);
        }
        return this;
    }

    Lines tag(String key, long value) {
        text.append(',').append(key).append('=').append(value);
        return this;
    }

    private void key(String key) {
        text.append(hasField ? ',' : ' ');
        escape(key);
        text.append('=');
        hasField = true;
    }

    Lines field(String key, long value) {
        key(key);
        text.append(value).append('i');
        return this;
    }

    Lines field(String key, double value) {
        key(key);
        text.append(value);
        return this;
    }

    Lines field(String key, boolean value) {
        key(key);
        text.append(value);
        return this;
    }

    Lines field(String key, String value) {
        key(key);
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
        return this;
    }

    boolean hasField() {
        return hasField;
    }

    /**
     * Ends the point.
     *
     * @param timeNs since 1970
     */
    void end(long timeNs) {
        text.append(' ').append(timeNs).append('\n');
        if (++points >= POINTS || text.length() >= CHARACTERS) {
            flush();
        }
    }

    /** Everything that was ended is in the database afterwards. */
    void flush() {
        if (points > 0) {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            server.write(bytes, bytes.length);
        }
        text.setLength(0);
        points = 0;
    }

    /** Names and tags: comma, equals sign and space have a meaning; a line cannot end in one. */
    private void escape(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == ',' || c == '=' || c == ' ') {
                text.append('\\');
            }
            text.append(c == '\n' ? ' ' : c);
        }
    }
}
