package io.tcbee.web.internal;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets only this machine's own page in, and tells the browser to keep it so.
 *
 * <p>The server listens on loopback, but any page that a browser shows can send requests there. A
 * foreign name that resolves to 127.0.0.1 (DNS rebinding) is told by {@code Host}, a foreign page
 * by {@code Origin}. The port of {@code Host} is not compared: an SSH tunnel may have another one.
 */
public final class Guard extends Filter {
    private static final Pattern LOOPBACK =
            Pattern.compile("(?i)(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::\\d{1,5})?");
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    @Override
    public String description() {
        return "refuses foreign hosts, origins and methods";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Headers reply = exchange.getResponseHeaders();
        reply.set(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' blob: data:; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none'");
        reply.set("X-Content-Type-Options", "nosniff");
        reply.set("X-Frame-Options", "DENY");
        reply.set("Referrer-Policy", "no-referrer");
        reply.set("Cross-Origin-Opener-Policy", "same-origin");
        reply.set("Cross-Origin-Resource-Policy", "same-origin");
        reply.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");

        String host = exchange.getRequestHeaders().getFirst("Host");
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        if (host == null || !LOOPBACK.matcher(host).matches()) {
            Reply.text(exchange, 403, "open this page: the host " + host + " is not this machine");
        } else if (origin != null && !origin.equalsIgnoreCase("http://" + host)) {
            Reply.text(exchange, 403, "read: the page of " + origin + " may not read this one");
        } else if (!METHODS.contains(exchange.getRequestMethod())) {
            reply.set("Allow", "GET, HEAD");
            Reply.text(exchange, 405, "read: only GET and HEAD are answered");
        } else {
            chain.doFilter(exchange);
        }
    }
}
