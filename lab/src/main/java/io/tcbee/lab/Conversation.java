package io.tcbee.lab;

import io.tcbee.libbpf.Libc;
import io.tcbee.libbpf.LibcException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The client's part of one connection, on its own thread, with a limit of time. */
final class Conversation {
    /** What the client does with its new, unconnected socket. */
    @FunctionalInterface
    interface Script {
        /** Returns the bytes that it sent. */
        long play(LabSocket socket) throws InterruptedException;
    }

    private Conversation() {}

    static CompletableFuture<TransferResult> start(
            Lab lab, Ip ip, Duration startAfter, Duration timeout, Script script) {
        CompletableFuture<TransferResult> result = new CompletableFuture<>();
        LabSocket socket = lab.client().socket(ip);
        Thread _ =
                lab.client()
                        .start(
                                "conversation",
                                () -> {
                                    try {
                                        socket.pause(startAfter);
                                        result.complete(play(socket, script));
                                    } catch (InterruptedException | RuntimeException e) {
                                        result.completeExceptionally(reason(lab, e));
                                    }
                                });
        long limitMs = startAfter.plus(timeout).toMillis();
        CompletableFuture.delayedExecutor(limitMs, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (result.completeExceptionally(late(lab, timeout))) {
                        socket.wake();
                    }
                });
        return result;
    }

    /** The result is complete only after the socket is closed, so that a RST is under way. */
    private static TransferResult play(LabSocket open, Script script) throws InterruptedException {
        try (LabSocket socket = open) {
            return measure(socket, script);
        }
    }

    private static TransferResult measure(LabSocket socket, Script script)
            throws InterruptedException {
        long startNs = Libc.monotonicNs();
        long bytes = script.play(socket);
        long endNs = Libc.monotonicNs();
        return new TransferResult(
                bytes, startNs, endNs, socket.localPort(), socket.remotePort(), socket.info());
    }

    private static RuntimeException reason(Lab lab, Exception e) {
        if (lab.failure().isPresent()) {
            return late(lab, Duration.ZERO);
        }
        return e instanceof LibcException known
                ? known
                : new LabException("talk to the server: " + e.getMessage(), e);
    }

    private static LabException late(Lab lab, Duration timeout) {
        return lab.failure()
                .map(e -> new LabException("talk to the server: path failed: " + e.getMessage(), e))
                .orElseGet(() ->
                        new LabException(
                                "talk to the server: not done in " + timeout.toMillis() + " ms"));
    }
}
