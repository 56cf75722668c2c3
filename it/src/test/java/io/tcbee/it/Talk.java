package io.tcbee.it;

import io.tcbee.lab.Ip;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabSocket;
import io.tcbee.lab.TcpInfo;
import io.tcbee.libbpf.LibcException;
import io.tcbee.libbpf.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.Predicate;

/** One connection of a lab whose both ends the test holds; it stays open. */
final class Talk implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(1 << 16);
    private final MemorySegment received = arena.allocate(1 << 16);
    private final LabSocket client;
    private final LabSocket server;

    private Talk(LabSocket client, LabSocket server) {
        this.client = client;
        this.server = server;
    }

    static Talk begin(Lab lab, Ip ip, String congestionControl) {
        try (LabSocket listener = lab.server().socket(ip)) {
            listener.bind(ip.server(), 0);
            listener.congestionControl(congestionControl);
            listener.listen();
            LabSocket client = lab.client().socket(ip);
            client.congestionControl(congestionControl);
            client.option(Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY, 1);
            client.connect(ip.server(), listener.localPort());
            return new Talk(client, listener.accept());
        }
    }

    LabSocket client() {
        return client;
    }

    LabSocket server() {
        return server;
    }

    void toServer(long bytes) {
        carry(client, server, bytes);
    }

    void toClient(long bytes) {
        carry(server, client, bytes);
    }

    private void carry(LabSocket from, LabSocket to, long bytes) {
        Thread sender = Thread.ofPlatform().daemon().start(() -> from.send(buffer, bytes));
        long got = to.skip(received, bytes);
        if (got != bytes) {
            throw new AssertionError("received " + got + " of " + bytes);
        }
        join(sender);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The client sends what nobody will read or acknowledge. */
    void sendOnly(long bytes) {
        client.send(buffer, bytes);
    }

    /**
     * The client sends until the kernel takes no more; the thread that does ends with the socket.
     */
    void fill() {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        client.send(buffer, Long.MAX_VALUE);
                    } catch (LibcException e) {
                        assert e.errno() > 0; // closed: the test is over
                    }
                });
    }

    /** Waits until both ends are silent: nothing to send, nothing to acknowledge. */
    void settle() {
        until(info -> info.get("unacked") == 0 && info.get("notsent_bytes") == 0);
        // A delayed ACK comes within 40 ms, or 200 ms at most (TCP_DELACK_MAX).
        pause(Duration.ofMillis(600));
    }

    /** Waits until the client's TCP_INFO is as wanted. */
    void until(Predicate<TcpInfo> wanted) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!wanted.test(client.info())) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + LIMIT + ": " + client.info());
            }
            pause(Duration.ofMillis(20));
        }
    }

    void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.abortOnClose();
        client.close();
        server.abortOnClose();
        server.close();
    }
}
