package io.tcbee.lab;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Questions and answers, each timed by the application that asked.
 *
 * @param leastNs of all, the handshake not among them
 * @param info the asking socket's last TCP_INFO
 */
record RoundTrips(long leastNs, TcpInfo info) {
    private static final int BYTES = 100;

    static RoundTrips measure(Lab lab, int rounds) {
        try (LabSocket listener = lab.server().socket(Ip.V4);
                LabSocket client = lab.client().socket(Ip.V4);
                Arena arena = Arena.ofShared()) {
            listener.bind(Ip.V4.server(), 0);
            listener.listen();
            Thread _ = lab.server().start("echo", () -> echo(listener));
            client.noDelay();
            client.connect(Ip.V4.server(), listener.localPort());
            MemorySegment buffer = arena.allocate(BYTES);
            long least = Long.MAX_VALUE;
            for (int round = 0; round < rounds; round++) {
                long startNs = System.nanoTime();
                client.send(buffer, BYTES);
                long _ = client.skip(buffer, BYTES);
                least = Math.min(least, System.nanoTime() - startNs);
            }
            return new RoundTrips(least, client.info());
        }
    }

    private static void echo(LabSocket listener) {
        try (LabSocket connection = listener.accept();
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BYTES);
            connection.noDelay();
            while (connection.skip(buffer, BYTES) == BYTES) {
                connection.send(buffer, BYTES);
            }
        }
    }
}
