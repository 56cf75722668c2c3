package io.tcbee.lab;

import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;

/**
 * Bytes from the client to a server that reads all, over a connection that stays open after them.
 */
final class OpenTransfer implements AutoCloseable {
    private final LabSocket client;
    private final long bytes;

    private OpenTransfer(LabSocket client, long bytes) {
        this.client = client;
        this.bytes = bytes;
    }

    /** Connects; nothing is sent yet. */
    static OpenTransfer start(Lab lab, long bytes) {
        LabSocket listener = lab.server().socket(Ip.V4);
        listener.bind(Ip.V4.server(), 0);
        listener.listen();
        int port = listener.localPort();
        Thread _ = lab.server().start("reader", () -> read(listener));
        LabSocket client = lab.client().socket(Ip.V4);
        client.connect(Ip.V4.server(), port);
        return new OpenTransfer(client, bytes);
    }

    private static void read(LabSocket listener) {
        try (listener;
                LabSocket connection = listener.accept();
                Arena arena = Arena.ofConfined()) {
            long _ = connection.skip(arena.allocate(1 << 16), Long.MAX_VALUE);
        }
    }

    /** Sends the bytes and returns when all are acknowledged. */
    void awaitDelivery() {
        try (Arena arena = Arena.ofConfined()) {
            client.send(arena.allocate(1 << 16), bytes);
        }
        while (client.info().get("unacked") > 0 || client.info().get("notsent_bytes") > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    TcpInfo info() {
        return client.info();
    }

    @Override
    public void close() {
        client.close();
    }
}
