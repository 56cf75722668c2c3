package io.tcbee.web;

import com.sun.net.httpserver.HttpServer;
import io.tcbee.model.Endpoint;
import io.tcbee.model.TcbeeException;
import io.tcbee.store.FlowStore;
import io.tcbee.web.internal.Clients;
import io.tcbee.web.internal.ExportReply;
import io.tcbee.web.internal.FindingsReply;
import io.tcbee.web.internal.FormulaReply;
import io.tcbee.web.internal.Guard;
import io.tcbee.web.internal.Lists;
import io.tcbee.web.internal.NotesReply;
import io.tcbee.web.internal.PacketReply;
import io.tcbee.web.internal.PacketsReply;
import io.tcbee.web.internal.PageFiles;
import io.tcbee.web.internal.PointsReply;
import io.tcbee.web.internal.Readers;
import io.tcbee.web.internal.Router;
import io.tcbee.web.internal.SampleReply;
import io.tcbee.web.internal.SqlReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
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
        return start(store, WebOptions.onLoopback(port));
    }

    /**
     * As above, elsewhere.
     *
     * @throws TcbeeException if the port cannot be had
     * @throws IllegalArgumentException if it would be open to everybody
     */
    public static WebServer start(FlowStore store, WebOptions options) {
        InetAddress address = address(options.address());
        if (!address.isLoopbackAddress() && options.token() == null) {
            throw new IllegalArgumentException(
                    "elsewhere than on loopback only with a token: address=" + options.address());
        }
        HttpServer server = listen(address, options.port());
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
                        .route("/findings", new FindingsReply(store, options.remarks()))
                        .route("/statistics", samples::statistics)
                        .route("/distribution", samples::distribution)
                        .route("/export", new ExportReply(store, options.files()))
                        .route("/sql", Set.of("POST"), SqlReply.MOST, new SqlReply(store));
        router.route(
                "/formula",
                Set.of("POST"),
                SqlReply.MOST,
                new FormulaReply(store, router::changed));
        router.route(
                "/annotations",
                NotesReply.METHODS,
                null,
                new NotesReply(store).tell(router::changed));
        server.createContext("/", router).getFilters().add(new Guard(options.token()));
        server.start();
        return new WebServer(server, threads, readers);
    }

    private static InetAddress address(String name) {
        try {
            return name.equals("127.0.0.1")
                    ? InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1})
                    : InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new TcbeeException("listen on " + name + ": no such address", e);
        }
    }

    private static HttpServer listen(InetAddress address, int port) {
        try {
            return HttpServer.create(new InetSocketAddress(address, port), 0);
        } catch (IOException e) {
            throw new TcbeeException(
                    "listen on %s port %d: %s"
                            .formatted(address.getHostAddress(), port, e.getMessage()),
                    e);
        }
    }

    /** Where the page is: {@code http://127.0.0.1:PORT/}. */
    public URI uri() {
        InetAddress address = server.getAddress().getAddress();
        String host = new Endpoint(address, server.getAddress().getPort()).toString();
        return URI.create("http://" + host + "/");
    }

    /** Stops at once; open exchanges are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        readers.close();
    }
}
