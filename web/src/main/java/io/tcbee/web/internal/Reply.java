package io.tcbee.web.internal;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Sends one answer, compressed where that pays. */
final class Reply {
    /** Below one packet's payload nothing is gained. */
    private static final int WORTH_COMPRESSING = 1400;

    private Reply() {}

    static void text(HttpExchange exchange, int status, String sentence) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(
                exchange,
                status,
                "text/plain; charset=utf-8",
                (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param tag of what is {@link Content#lasting}
     */
    static void content(HttpExchange exchange, Content content, String tag) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        if (content.lasting()) {
            headers.set("ETag", tag);
            headers.set("Cache-Control", "private, no-cache");
        } else {
            headers.set("Cache-Control", "no-store");
        }
        if (content.fileName() != null) {
            headers.set(
                    "Content-Disposition", "attachment; filename=\"" + content.fileName() + "\"");
        }
        byte[] body = content.bytes();
        if (content.compressed()) {
            headers.set("Vary", "Accept-Encoding");
            if (body.length > WORTH_COMPRESSING && acceptsGzip(exchange)) {
                headers.set("Content-Encoding", "gzip");
                body = gzip(body);
            }
        }
        send(exchange, 200, content.type(), body);
    }

    /** Tells that what the browser has is still so. */
    static void unchanged(HttpExchange exchange, String tag) throws IOException {
        exchange.getResponseHeaders().set("ETag", tag);
        exchange.getResponseHeaders().set("Cache-Control", "private, no-cache");
        exchange.sendResponseHeaders(304, -1);
    }

    /** Sends {@code body} as it is. */
    static void send(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD") || body.length == 0) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    static boolean acceptsGzip(HttpExchange exchange) {
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        return accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
    }

    static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 4 + 64);
        try (OutputStream out =
                new GZIPOutputStream(packed) {
                    {
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                }) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
