package io.tcbee.web.internal;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names and values behind the question mark of a request. */
public final class Query {
    private final Map<String, List<String>> values = new HashMap<>();

    private Query() {}

    static Query of(URI uri) {
        Query query = new Query();
        String text = uri.getRawQuery();
        if (text == null) {
            return query;
        }
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.values.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("read the query: " + e.getMessage());
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Every value of {@code name}, in order; at least one. */
    List<String> all(String name) {
        List<String> all = values.get(name);
        if (all == null) {
            throw Refusal.badRequest("read the query: it has no " + name + "=");
        }
        return all;
    }

    /** The one whole number of {@code name}. */
    long number(String name) {
        return number(name, all(name).getFirst());
    }

    static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest(
                    "read the query: " + name + "=" + text + " is not a whole number");
        }
    }
}
