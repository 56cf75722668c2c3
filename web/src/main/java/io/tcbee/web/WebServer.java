package io.tcbee.web;

import com.sun.net.httpserver.HttpServer;
import io.tcbee.model.TcbeeException;
import io.tcbee.store.FlowStore;
import io.tcbee.web.internal.Clients;
import io.tcbee.web.internal.FindingsReply;
import io.tcbee.web.internal.Guard;
import io.tcbee.web.internal.Lists;
import io.tcbee.web.internal.PacketReply;
import io.tcbee.web.internal.PacketsReply;
import io.tcbee.web.internal.PageFiles;
import io.tcbee.web.internal.PointsReply;
import io.tcbee.web.internal.Readers;
import io.tcbee.web.internal.Router;
import io.tcbee.web.internal.SampleReply;
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
    private final Readers readers;

    private WebServer(HttpServer server, ExecutorService threads, Readers readers) {
        this.server = server;
        this.threads = threads;
        this.readers = readers;
    }

    /**
     * Listens and answers until {@link #close}. The store stays the caller's, and open.
     *
     * @param port 0 takes a free one
     * @throws TcbeeException if the port cannot be had
     */
    public static WebServer start(FlowStore store, int port) {
        return start(store, port, Remarks.NONE);
    }

    /** As above, with findings. */
    public static WebServer start(FlowStore store, int port, Remarks remarks) {
        HttpServer server = listen(port);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        Readers readers = new Readers(store, new Clients());
        Lists lists = new Lists(store);
        SampleReply samples = new SampleReply(store);
        Router router =
                new Router(new PageFiles(), readers)
                        .route("/runs", lists::runs)
                        .route("/connections", lists::connections)
                        .route("/catalogue", lists::catalogue)
                        .route("/series", lists::series)
                        .route("/losses", lists::losses)
                        .route("/points", new PointsReply(store))
                        .route("/packets", new PacketsReply(store))
                        .route("/packet", new PacketReply(store))
                        .route("/findings", new FindingsReply(store, remarks))
                        .route("/statistics", samples::statistics)
                        .route("/distribution", samples::distribution);
        server.createContext("/", router).getFilters().add(new Guard());
        server.start();
        return new WebServer(server, threads, readers);
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
        readers.close();
    }
}
