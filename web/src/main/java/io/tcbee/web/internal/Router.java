package io.tcbee.web.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;

/** Gives each path to its answer; what has no answer is a file of the page. */
public final class Router implements HttpHandler {
    private static final Logger LOG = System.getLogger("io.tcbee.web");

    private final Map<String, Answer> answers = new HashMap<>();
    private final PageFiles files;

    /** Answers the requests of one path. */
    public interface Answer {
        /**
         * Sends the reply.
         *
         * @throws TcbeeException if there is none; its message is sent instead
         */
        void answer(HttpExchange exchange, Query query) throws IOException;
    }

    public Router(PageFiles files) {
        this.files = files;
    }

    public Router route(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            try {
                Answer answer = answers.get(path);
                if (answer != null) {
                    answer.answer(exchange, Query.of(exchange.getRequestURI()));
                } else {
                    files.send(exchange, path);
                }
            } catch (Refusal e) {
                Reply.text(exchange, e.status(), e.getMessage());
            } catch (TcbeeException e) {
                LOG.log(Level.WARNING, path, e);
                Reply.text(exchange, 500, e.getMessage());
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, path, e);
                Reply.text(exchange, 500, "answer " + path + ": " + e);
            }
        }
    }
}
