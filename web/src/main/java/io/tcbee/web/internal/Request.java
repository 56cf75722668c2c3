package io.tcbee.web.internal;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What was asked.
 *
 * @param body empty where there is none
 */
public record Request(String method, String path, Query query, String body) {
    /** Characters are few: a formula, a SELECT, a note. */
    private static final int MOST_BYTES = 65_536;

    static Request of(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw Refusal.badRequest(
                    "read the request: its body is longer than " + MOST_BYTES + " bytes");
        }
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                Query.of(exchange.getRequestURI()),
                new String(body, StandardCharsets.UTF_8));
    }
}
