package io.tcbee.record;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers on all ports of {@link FilterNetwork}, over IPv4 and IPv6; says READY when it does. */
final class Answerer {
    private Answerer() {}

    public static void main(String[] arguments) throws IOException {
        for (int port = FilterNetwork.FIRST_PORT; port <= FilterNetwork.LAST_PORT; port++) {
            ServerSocket server = new ServerSocket();
            server.bind(new InetSocketAddress(port));
            Thread.ofPlatform().start(() -> answer(server));
        }
        System.out.println("READY");
    }

    private static void answer(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().readNBytes(FilterNetwork.ASKED);
                socket.getOutputStream().write(new byte[FilterNetwork.ANSWERED]);
            } catch (IOException _) {
                // reset by the client: the next one
            }
        }
    }
}
