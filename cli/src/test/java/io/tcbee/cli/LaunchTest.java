package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.model.EventTypes;
import io.tcbee.model.SocketEvent;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.TraceReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code record -- COMMAND}, on loopback. */
class LaunchTest {
    @TempDir private Path folder;

    @Test
    void theConnectionsOfACommandAreRecordedAndItsStatusIsTold() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "root is needed");
        assumeTrue(Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "a kernel with BTF is needed");
        Path trace = folder.resolve("x.tcbee");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int port;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            Thread.ofPlatform().daemon().start(() -> answer(server));
            String script =
                    "exec 3<>/dev/tcp/127.0.0.1/"
                            + port
                            + "; cat <&3 >/dev/null; exec 3>&-; exit 3";
            int code =
                    Main.run(
                            new PrintWriter(out),
                            new PrintWriter(err),
                            "record",
                            "lo",
                            "-o",
                            trace.toString(),
                            "--",
                            "bash",
                            "-c",
                            script);
            assertEquals(0, code, err::toString);
        }

        assertEquals("", out.toString(), "standard output is the command's");
        assertTrue(err.toString().contains("bash ended with status 3"), err::toString);
        assertTrue(err.toString().contains("recording lo into"), err::toString);
        Set<String> types = new TreeSet<>();
        Set<Long> ports = new TreeSet<>();
        read(trace, types, ports);
        assertTrue(ports.contains((long) port), ports::toString);
        assertTrue(types.contains("tcp_destroy_sock_event"), types::toString);
        assertTrue(types.stream().anyMatch(type -> type.startsWith("packet")), types::toString);
    }

    private static void answer(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(new byte[1000]);
        } catch (IOException _) {
            // the test is over
        }
    }

    private static void read(Path trace, Set<String> types, Set<Long> ports) {
        try (TraceReader reader = TraceReader.open(trace)) {
            EventCursor cursor = reader.events();
            while (cursor.next()) {
                types.add(EventTypes.byId(cursor.type()).name());
                if (cursor.type() == SocketEvent.TYPE.id()) {
                    ports.add(SocketEvent.REMOTE_PORT.get(cursor.segment(), cursor.at()));
                }
            }
        }
    }
}
