package io.tcbee.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;

/** Real TCP between two namespaces: bytes up, then bytes down, then an orderly end. */
final class Exchange {
    /** The server's port, so that both directions can be told apart. */
    static final int PORT = 7777;

    private Exchange() {}

    /** Returns when the client has read everything and the connection is closed. */
    static void run(Namespace client, Namespace server, String address, int up, int down) {
        ServerSocket listener = server.run(() -> new ServerSocket(PORT, 16));
        FutureTask<Void> serving =
                new FutureTask<>(() -> {
                    try (listener;
                            Socket socket = listener.accept()) {
                        skip(socket, up);
                        socket.getOutputStream().write(new byte[down]);
                        socket.shutdownOutput();
                        skip(socket, 0);
                    }
                    return null;
                });
        server.start(serving);
        client.run(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByName(address), PORT), 10_000);
                socket.getOutputStream().write(new byte[up]);
                skip(socket, down);
                socket.shutdownOutput();
            }
            return null;
        });
        client.run(() -> {
            serving.get();
            return null;
        });
    }

    /** Reads {@code bytes}, or to the end. */
    private static void skip(Socket socket, int bytes) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = bytes == 0 ? Long.MAX_VALUE : bytes;
        while (left > 0) {
            int got = socket.getInputStream().read(buffer, 0, (int) Math.min(left, buffer.length));
            if (got < 0) {
                return;
            }
            left -= got;
        }
    }
}
