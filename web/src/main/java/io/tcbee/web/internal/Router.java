package io.tcbee.web.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tcbee.model.TcbeeException;
import io.tcbee.web.internal.Readers.GoneException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Gives each path to its answer; what has no answer is a file of the page. */
public final class Router implements HttpHandler {
    private static final Logger LOG = System.getLogger("io.tcbee.web");

    private final Map<String, Route> routes = new HashMap<>();
    private final PageFiles files;
    private final Readers readers;

    /** Not that of another server on the same port, which may show another database. */
    private final String started =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

    private final AtomicLong changes = new AtomicLong();

    /** Answers the requests of one path. */
    public interface Answer {
        /**
         * Finds the answer; not on the thread that sends it.
         *
         * @throws TcbeeException if there is none; its message is sent instead
         * @throws UnsupportedOperationException if this kind of database cannot
         */
        Content to(Request request) throws IOException;
    }

    private record Route(Set<String> methods, Duration most, Answer answer) {}

    public Router(PageFiles files, Readers readers) {
        this.files = files;
        this.readers = readers;
    }

    /** Of GET and HEAD. */
    public Router route(String path, Answer answer) {
        return route(path, Set.of("GET", "HEAD"), null, answer);
    }

    /**
     * @param most for how long it may be looked for; null without end
     */
    public Router route(String path, Set<String> methods, Duration most, Answer answer) {
        routes.put(path, new Route(methods, most, answer));
        return this;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            try {
                Route route = routes.get(path);
                if (route != null) {
                    answer(exchange, route);
                } else if (isReading(exchange)) {
                    files.send(exchange, path);
                } else {
                    refuseMethod(exchange, Set.of("GET", "HEAD"));
                }
            } catch (GoneException e) {
                // Nobody is there to be told.
            } catch (Refusal e) {
                Reply.text(exchange, e.status(), e.getMessage());
            } catch (UnsupportedOperationException e) {
                Reply.text(exchange, 400, e.getMessage());
            } catch (TcbeeException e) {
                LOG.log(Level.WARNING, path, e);
                Reply.text(exchange, 500, e.getMessage());
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, path, e);
                Reply.text(exchange, 500, "answer " + path + ": " + e);
            }
        }
    }

    private static boolean isReading(HttpExchange exchange) {
        return List.of("GET", "HEAD").contains(exchange.getRequestMethod());
    }

    private static void refuseMethod(HttpExchange exchange, Set<String> methods)
            throws IOException {
        String allowed = String.join(", ", new TreeSet<>(methods));
        exchange.getResponseHeaders().set("Allow", allowed);
        Reply.text(
                exchange,
                405,
                "answer %s: only %s is answered here"
                        .formatted(exchange.getRequestMethod(), allowed));
    }

    private void answer(HttpExchange exchange, Route route) throws IOException, GoneException {
        if (!route.methods.contains(exchange.getRequestMethod())) {
            refuseMethod(exchange, route.methods);
            return;
        }
        Request request = Request.of(exchange);
        String tag = '"' + started + "-" + changes.get() + '"';
        if (isReading(exchange)
                && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            Reply.unchanged(exchange, tag);
            return;
        }
        Content content = readers.read(exchange, route.most, () -> route.answer.to(request));
        Reply.content(exchange, content, tag);
    }

    /** Something was changed: no answer that a browser kept is good any more. */
    public void changed() {
        changes.incrementAndGet();
    }
}
