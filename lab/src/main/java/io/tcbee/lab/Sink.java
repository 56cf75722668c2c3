package io.tcbee.lab;

import io.tcbee.libbpf.LibcException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The server of transfers: reads each connection to its end, then closes it. */
final class Sink {
    /** Where the sink listens, in both IP versions. */
    static final int PORT = 5001;

    private static final int BUFFER_BYTES = 1 << 18;

    private final LabNamespace server;

    Sink(LabNamespace server, Ip ip) {
        this.server = server;
        LabSocket listener = server.socket(ip);
        listener.bind(ip.server(), PORT);
        listener.listen();
        Thread _ = server.start("sink", () -> acceptAll(listener));
    }

    private void acceptAll(LabSocket listener) {
        try (listener) {
            while (true) {
                LabSocket connection = listener.accept();
                Thread _ = server.start("sink connection", () -> read(connection));
            }
        } catch (LibcException e) {
            assert e.errno() > 0; // the lab is closing
        }
    }

    private static void read(LabSocket connection) {
        try (connection;
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES);
            long _ = connection.skip(buffer, Long.MAX_VALUE);
        } catch (LibcException e) {
            assert e.errno() > 0; // reset: the client knows more about it
        }
    }
}
