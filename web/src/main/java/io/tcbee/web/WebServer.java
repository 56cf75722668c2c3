package io.tcbee.web;

import com.sun.net.httpserver.HttpServer;
import io.tcbee.model.TcbeeException;
import io.tcbee.store.FlowStore;
import io.tcbee.web.internal.Guard;
import io.tcbee.web.internal.Lists;
import io.tcbee.web.internal.PageFiles;
import io.tcbee.web.internal.PointsReply;
import io.tcbee.web.internal.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves one open {@link FlowStore} and its page on 127.0.0.1, to this machine only. */
public final class WebServer implements AutoCloseable {
    static {
        // Read once, when the JDK's server is first used: a small reply must not wait for an ACK.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private WebServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens and answers until {@link #close}. The store stays the caller's, and open.
     *
     * @param port 0 takes a free one
     * @throws TcbeeException if the port cannot be had
     */
    public static WebServer start(FlowStore store, int port) {
        HttpServer server = listen(port);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        Lists lists = new Lists(store);
        Router router =
                new Router(new PageFiles())
                        .route("/runs", lists::runs)
                        .route("/connections", lists::connections)
                        .route("/catalogue", lists::catalogue)
                        .route("/series", lists::series)
                        .route("/losses", lists::losses)
                        .route("/points", new PointsReply(store));
        server.createContext("/", router).getFilters().add(new Guard());
        server.start();
        return new WebServer(server, threads);
    }

    private static HttpServer listen(int port) {
        try {
            InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
            return HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (IOException e) {
            throw new TcbeeException("listen on 127.0.0.1 port " + port + ": " + e.getMessage(), e);
        }
    }

    /** Where the page is: {@code http://127.0.0.1:PORT/}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Stops at once; open exchanges are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
