package io.tcbee.web.internal;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the page, out of this module. Each is read and compressed once; a browser that has
 * it already is told so by its ETag.
 */
public final class PageFiles {
    private static final Pattern NAME = Pattern.compile("/([a-z][a-z0-9-]*\\.(html|css|js|svg))");
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    private record PageFile(String type, String tag, byte[] plain, byte[] packed) {}

    void send(HttpExchange exchange, String path) throws IOException {
        PageFile file = find(path.equals("/") ? "/index.html" : path);
        Headers headers = exchange.getResponseHeaders();
        headers.set("ETag", file.tag);
        headers.set("Cache-Control", "no-cache");
        headers.set("Vary", "Accept-Encoding");
        if (file.tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
        } else if (file.packed.length < file.plain.length && Reply.acceptsGzip(exchange)) {
            headers.set("Content-Encoding", "gzip");
            Reply.send(exchange, 200, file.type, file.packed);
        } else {
            Reply.send(exchange, 200, file.type, file.plain);
        }
    }

    private PageFile find(String path) throws IOException {
        PageFile file = files.get(path);
        if (file == null) {
            Matcher matcher = NAME.matcher(path);
            if (!matcher.matches()) {
                throw Refusal.notFound("find " + path + ": the page has no such file");
            }
            file = read(matcher.group(1), TYPES.get(matcher.group(2)));
            files.put(path, file);
        }
        return file;
    }

    private static PageFile read(String name, String type) throws IOException {
        try (InputStream in = PageFiles.class.getResourceAsStream("/page/" + name)) {
            if (in == null) {
                throw Refusal.notFound("find /" + name + ": the page has no such file");
            }
            byte[] plain = in.readAllBytes();
            return new PageFile(type, tag(plain), plain, Reply.gzip(plain));
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
