package io.tcbee.lab;

import io.tcbee.libbpf.LibcException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Applications that put TCP into a particular situation, played over a lab. Each opens one
 * connection over IPv4 by CUBIC to a free server port and fails after a minute.
 */
public final class Apps {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** The server's side of one accepted connection. */
    @FunctionalInterface
    private interface Server {
        void serve(LabSocket connection, MemorySegment buffer) throws InterruptedException;
    }

    private Apps() {}

    /**
     * The client asks, the server thinks and answers, {@code rounds} times: limited by the
     * application, not by the path.
     *
     * @param think what the server waits before each answer
     */
    public static CompletableFuture<TransferResult> requestResponse(
            Lab lab, int rounds, int requestBytes, int responseBytes, Duration think) {
        Server server =
                (connection, buffer) -> {
                    connection.noDelay();
                    while (connection.skip(buffer, requestBytes) == requestBytes) {
                        connection.pause(think);
                        connection.send(buffer, responseBytes);
                    }
                };
        return play(
                lab,
                0,
                server,
                (socket, buffer) -> {
                    socket.noDelay();
                    for (int round = 0; round < rounds; round++) {
                        socket.send(buffer, requestBytes);
                        long _ = socket.skip(buffer, responseBytes);
                    }
                    socket.shutdownOutput();
                    long _ = socket.receive(buffer);
                    return (long) rounds * requestBytes;
                });
    }

    /**
     * The client sends {@code bytes}; the server reads {@code pauseAfter} of them, sleeps, and
     * reads the rest. With a small buffer and a long pause the window closes to zero and is probed.
     *
     * @param receiveBuffer SO_RCVBUF of the server, bytes
     */
    public static CompletableFuture<TransferResult> pausingReceiver(
            Lab lab, long bytes, int receiveBuffer, long pauseAfter, Duration pause) {
        Server server =
                (connection, buffer) -> {
                    long _ = connection.skip(buffer, pauseAfter);
                    connection.pause(pause);
                    long _ = connection.skip(buffer, Long.MAX_VALUE);
                };
        return play(
                lab,
                receiveBuffer,
                server,
                (socket, buffer) -> {
                    socket.send(buffer, bytes);
                    socket.shutdownOutput();
                    long _ = socket.receive(buffer);
                    return bytes;
                });
    }

    /** The client gives {@code bytes} to the kernel, waits, and closes with RST. */
    public static CompletableFuture<TransferResult> abort(Lab lab, long bytes, Duration after) {
        Server server =
                (connection, buffer) -> {
                    long _ = connection.skip(buffer, Long.MAX_VALUE);
                };
        return play(
                lab,
                0,
                server,
                (socket, buffer) -> {
                    socket.send(buffer, bytes);
                    socket.pause(after);
                    socket.abortOnClose();
                    return bytes;
                });
    }

    /** The client's side of the connection. */
    @FunctionalInterface
    private interface Client {
        long talk(LabSocket socket, MemorySegment buffer) throws InterruptedException;
    }

    private static CompletableFuture<TransferResult> play(
            Lab lab, int receiveBuffer, Server server, Client client) {
        LabSocket listener = lab.server().socket(Ip.V4);
        if (receiveBuffer > 0) {
            listener.receiveBuffer(receiveBuffer);
        }
        listener.bind(Ip.V4.server(), 0);
        listener.listen();
        int port = listener.localPort();
        Thread _ = lab.server().start("app server", () -> serveOne(listener, server));
        return Conversation.start(
                lab,
                Ip.V4,
                Duration.ZERO,
                LIMIT,
                socket -> {
                    try (Arena arena = Arena.ofConfined()) {
                        socket.congestionControl("cubic");
                        socket.connect(Ip.V4.server(), port);
                        return client.talk(socket, arena.allocate(BUFFER_BYTES));
                    }
                });
    }

    private static void serveOne(LabSocket listener, Server server) {
        try (listener;
                LabSocket connection = listener.accept();
                Arena arena = Arena.ofConfined()) {
            server.serve(connection, arena.allocate(BUFFER_BYTES));
        } catch (LibcException e) {
            assert e.errno() > 0; // reset or lab closed: the client knows more about it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
