package io.tcbee.store.influx;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Answers as it is told, and notes what it was asked; {@code /ping} it answers as InfluxDB does.
 */
final class FakeServer implements AutoCloseable {
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());

    /** The status of each answer to come; 204 when there is none left. */
    final List<Integer> answers = Collections.synchronizedList(new ArrayList<>());

    private final ServerSocket socket;
    private final String version;
    private final String body;

    FakeServer(String version, String body) throws IOException {
        this.version = version;
        this.body = body;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread _ = Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread _ = Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            for (String request = line(in); !request.isEmpty(); request = line(in)) {
                String target = request.replaceAll("^\\S+ | \\S+$", "");
                int length = 0;
                String authorization = "";
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    String value = header.substring(header.indexOf(':') + 1).strip();
                    if (header.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(value);
                    } else if (header.toLowerCase(java.util.Locale.ROOT)
                            .startsWith("authorization:")) {
                        authorization = value;
                    }
                }
                in.readNBytes(length);
                int status = 204;
                if (!target.equals("/ping")) {
                    requests.add(target);
                    authorizations.add(authorization);
                    status = answers.isEmpty() ? 204 : answers.removeFirst();
                }
                answer(client, status);
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private void answer(Socket client, int status) throws IOException {
        byte[] bytes = status == 204 ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 %d x\r\nX-Influxdb-Version: %s\r\n%s\r\n"
                        .formatted(
                                status,
                                version,
                                status == 204 ? "" : "Content-Length: " + bytes.length + "\r\n");
        client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().write(bytes);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
