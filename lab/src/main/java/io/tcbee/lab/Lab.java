package io.tcbee.lab;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Two network namespaces joined by a scripted path, for as long as it is open.
 *
 * <pre>{@code
 * PathOptions there = PathOptions.builder().rateMbit(20).delayMs(10).queueBytes(60_000).build();
 * try (Lab lab = Lab.open(there, PathOptions.delay(Duration.ofMillis(10)))) {
 *     TransferResult result = lab.transfer(Transfer.of(2_000_000).congestionControl("bbr"));
 *     long lost = lab.log().count(Direction.A_TO_B, Action.DROP_QUEUE);
 * }
 * }</pre>
 *
 * <p>Needs root. Any number of labs may be open at the same time, in one process or many. Closing
 * removes everything, also at an orderly end of the process; after a kill, the next lab of any
 * process removes what was left. All methods may be called by any thread.
 */
public final class Lab implements AutoCloseable {
    private static final int SEND_BYTES = 1 << 16;

    private final LabNamespace client;
    private final LabNamespace server;
    private final PathLog log = new PathLog();
    private final Wire wire;
    private final Map<Ip, Sink> sinks = new ConcurrentHashMap<>();
    private final Thread atExit = new Thread(this::close, "lab at exit");
    private boolean closed;

    private Lab(LabNamespace client, LabNamespace server, LabOptions options) {
        this.client = client;
        this.server = server;
        this.wire =
                new Wire(
                        client.device(),
                        server.device(),
                        new OneWay(options.aToB()),
                        new OneWay(options.bToA()),
                        log,
                        options.mtu());
    }

    /** What this machine lacks for a lab, as a reason to show; empty if nothing. */
    public static Optional<String> missing() {
        if (!Files.isWritable(Path.of("/proc/sys/net/core/somaxconn"))) {
            return Optional.of("a lab needs root");
        }
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            return Optional.of("a lab needs /dev/net/tun (kernel module tun)");
        }
        for (String tool : new String[] {"ip", "tc"}) {
            if (!isOnPath(tool)) {
                return Optional.of("a lab needs the command " + tool + " (package iproute2)");
            }
        }
        return Optional.empty();
    }

    private static boolean isOnPath(String tool) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/sbin:/sbin");
        for (String folder : path.split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return true;
            }
        }
        return false;
    }

    /** Opens a lab with the usual settings. */
    public static Lab open(PathOptions aToB, PathOptions bToA) {
        return open(LabOptions.of(aToB, bToA));
    }

    /**
     * Opens a lab; packets can flow when it returns.
     *
     * @throws LabException if a namespace or device cannot be made; nothing is left behind then
     */
    public static Lab open(LabOptions options) {
        missing().ifPresent(reason -> failToOpen(reason));
        Leftovers.remove();
        String prefix = Leftovers.newPrefix();
        LabNamespace client = LabNamespace.create(prefix + "a", true, options.mtu());
        LabNamespace server = null;
        try {
            server = LabNamespace.create(prefix + "b", false, options.mtu());
            options.sysctls().forEach(client::sysctl);
            options.sysctls().forEach(server::sysctl);
            Lab lab = new Lab(client, server, options);
            Runtime.getRuntime().addShutdownHook(lab.atExit);
            return lab;
        } catch (RuntimeException e) {
            client.close();
            if (server != null) {
                server.close();
            }
            throw e;
        }
    }

    private static void failToOpen(String reason) {
        throw new LabException("open lab: " + reason);
    }

    /** The end that opens connections: side A. */
    public LabNamespace client() {
        return client;
    }

    /** The end that takes connections: side B. */
    public LabNamespace server() {
        return server;
    }

    /** What the path did to each packet; grows while the lab is open, readable after. */
    public PathLog log() {
        return log;
    }

    /** The kernel's counters of the client's namespace, now. */
    public Counters clientCounters() {
        return client.counters();
    }

    /** The kernel's counters of the server's namespace, now. */
    public Counters serverCounters() {
        return server.counters();
    }

    /**
     * Packets that a kernel dropped before the path saw them, because the wire was too slow; they
     * are in no log. 0 in every sound measurement.
     */
    public long lostBeforeWire() {
        return client.lostBeforeWire() + server.lostBeforeWire();
    }

    /** Carries out a transfer to server port 5001 and waits for its end. */
    public TransferResult transfer(Transfer transfer) {
        try {
            return start(transfer).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new LabException("transfer: " + e.getCause(), e.getCause());
        }
    }

    /**
     * Starts a transfer to server port 5001; several may run at once.
     *
     * @return completes when the server has read everything and closed; fails with the reason
     */
    public CompletableFuture<TransferResult> start(Transfer transfer) {
        Sink _ = sinks.computeIfAbsent(transfer.ip(), ip -> new Sink(server, ip));
        return Conversation.start(
                this,
                transfer.ip(),
                transfer.startAfter(),
                transfer.timeout(),
                socket -> {
                    socket.congestionControl(transfer.congestionControl());
                    socket.connect(transfer.ip().server(), Sink.PORT);
                    try (Arena arena = Arena.ofConfined()) {
                        socket.send(arena.allocate(SEND_BYTES), transfer.bytes());
                        socket.shutdownOutput();
                        long _ = socket.receive(arena.allocate(1));
                    }
                    return transfer.bytes();
                });
    }

    /** Why the path no longer works; empty while it does. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(wire.failure());
    }

    /**
     * Ends every conversation, stops the path and removes both namespaces. Processes that the
     * caller started inside keep theirs alive, nameless, until they end.
     *
     * @throws LabException if the path had failed before
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (Thread.currentThread() != atExit) {
            removeHook();
        }
        client.endConversations();
        server.endConversations();
        wire.close();
        try {
            client.close();
        } finally {
            server.close();
        }
        failure().ifPresent(Lab::failToCarry);
    }

    private void removeHook() {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            assert !e.toString().isEmpty(); // the process is ending; the hook will find it closed
        }
    }

    private static void failToCarry(Throwable reason) {
        throw new LabException("carry packets: " + reason.getMessage(), reason);
    }
}
