package io.tcbee.web.internal;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets only this machine's own page in, or the page of whoever has the token, and tells the browser
 * to keep it so.
 *
 * <p>Without a token the server listens on loopback, but any page that a browser shows can send
 * requests there. A foreign name that resolves to 127.0.0.1 (DNS rebinding) is told by {@code
 * Host}, a foreign page by {@code Origin} or, where a browser sends none (pictures, scripts), by
 * {@code Sec-Fetch-Site}; only a link may lead here from anywhere. The port of {@code Host} is not
 * compared: an SSH tunnel may have another one.
 *
 * <p>With a token any {@code Host} is good: a name that was made to resolve here has no cookie of
 * ours. {@code ?token=} sets the cookie and leads to the same address without it.
 */
public final class Guard extends Filter {
    private static final Pattern LOOPBACK =
            Pattern.compile("(?i)(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::\\d{1,5})?");
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE");
    private static final String POLICY =
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
                    + " object-src 'none'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final String token;

    /** Without a token: this machine only. */
    public Guard() {
        this(null);
    }

    /**
     * @param token null if none is needed
     */
    public Guard(String token) {
        this.token = token;
    }

    @Override
    public String description() {
        return "refuses foreign hosts, origins and methods, and whoever lacks the token";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Headers reply = exchange.getResponseHeaders();
        reply.set("Content-Security-Policy", POLICY);
        reply.set("X-Content-Type-Options", "nosniff");
        reply.set("X-Frame-Options", "DENY");
        reply.set("Referrer-Policy", "no-referrer");
        reply.set("Cross-Origin-Opener-Policy", "same-origin");
        reply.set("Cross-Origin-Resource-Policy", "same-origin");
        reply.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");

        Headers asked = exchange.getRequestHeaders();
        String host = asked.getFirst("Host");
        String origin = asked.getFirst("Origin");
        String method = exchange.getRequestMethod();
        if (host == null || (token == null && !LOOPBACK.matcher(host).matches())) {
            refuse(exchange, 403, "open this page: the host " + host + " is not this machine");
        } else if (origin != null && !isOwn(origin, host)) {
            refuse(exchange, 403, "read: the page of " + origin + " may not read this one");
        } else if (isForeign(asked) && !(READING.contains(method) && isLink(asked))) {
            refuse(exchange, 403, "answer " + method + ": another page may not ask this one");
        } else if (!METHODS.contains(method)) {
            reply.set("Allow", "GET, HEAD, POST, DELETE");
            refuse(exchange, 405, "answer " + method + ": it is not answered here");
        } else if (token == null || isKnown(asked)) {
            chain.doFilter(exchange);
        } else {
            letIn(exchange);
        }
    }

    private static void refuse(HttpExchange exchange, int status, String sentence)
            throws IOException {
        try (exchange) {
            Reply.text(exchange, status, sentence);
        }
    }

    private static boolean isOwn(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host);
    }

    /** As the browser says itself; an older one does not. */
    private static boolean isForeign(Headers asked) {
        String site = asked.getFirst("Sec-Fetch-Site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    /** Whether the answer becomes a page of its own, which no other page sees into. */
    private static boolean isLink(Headers asked) {
        return "navigate".equals(asked.getFirst("Sec-Fetch-Mode"))
                && "document".equals(asked.getFirst("Sec-Fetch-Dest"));
    }

    private boolean isKnown(Headers asked) {
        List<String> cookies = asked.getOrDefault("Cookie", List.of());
        for (String line : cookies) {
            for (String cookie : line.split(";", -1)) {
                String text = cookie.strip();
                if (text.startsWith("tcbee=") && isToken(text.substring("tcbee=".length()))) {
                    return true;
                }
            }
        }
        String bearer = asked.getFirst("Authorization");
        return bearer != null
                && bearer.startsWith("Bearer ")
                && isToken(bearer.substring("Bearer ".length()));
    }

    /** Takes as long whatever is wrong with it. */
    private boolean isToken(String text) {
        return MessageDigest.isEqual(
                text.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private void letIn(HttpExchange exchange) throws IOException {
        Query query = query(exchange);
        if (query != null && query.has("token") && isToken(query.all("token").getFirst())) {
            Headers reply = exchange.getResponseHeaders();
            reply.set("Set-Cookie", "tcbee=" + token + "; Path=/; HttpOnly; SameSite=Strict");
            reply.set("Location", exchange.getRequestURI().getPath());
            reply.set("Cache-Control", "no-store");
            try (exchange) {
                exchange.sendResponseHeaders(303, -1);
            }
        } else {
            refuse(exchange, 403, "open this page: it needs the token, as in /?token=TOKEN");
        }
    }

    private static Query query(HttpExchange exchange) {
        try {
            return Query.of(exchange.getRequestURI());
        } catch (Refusal e) {
            return null;
        }
    }
}
