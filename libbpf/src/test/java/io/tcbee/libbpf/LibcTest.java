package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LibcTest {
    private static final int ENOENT = 2;

    @Test
    void aRefusalSaysWhatWasTriedAndWhy() {
        LibcException refusal =
                assertThrows(LibcException.class, () -> Libc.open("/no/such", Libc.O_RDONLY));
        assertEquals(ENOENT, refusal.errno());
        assertEquals("open /no/such: No such file or directory (errno 2)", refusal.getMessage());
    }

    @Test
    void aSignalEndsAWait() {
        int event = Libc.eventfd();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(Libc.POLLFD_BYTES, 8);
            fds.set(JAVA_INT, 0, event);
            fds.set(JAVA_SHORT, 4, Libc.POLLIN);
            assertEquals(0, Libc.ppoll(fds, 1, 0));
            Libc.signal(event);
            assertEquals(1, Libc.ppoll(fds, 1, -1));
            assertEquals(8, Libc.read(event, arena.allocate(8), 8));
            assertEquals(-Libc.EAGAIN, Libc.read(event, arena.allocate(8), 8));
        } finally {
            Libc.close(event);
        }
    }

    @Test
    void aWaitLastsAsLongAsAsked() {
        try (Arena arena = Arena.ofConfined()) {
            long before = Libc.monotonicNs();
            assertEquals(0, Libc.ppoll(arena.allocate(8), 0, 2_000_000));
            assertTrue(Libc.monotonicNs() - before >= 2_000_000);
        }
    }

    @Test
    void socketsTalkToJava() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Arena arena = Arena.ofConfined()) {
            int fd = Sockets.tcp(Sockets.AF_INET);
            Sockets.congestionControl(fd, "reno");
            Sockets.connect(fd, new InetSocketAddress(loopback, server.getLocalPort()));
            try (var accepted = server.accept()) {
                assertEquals(accepted.getPort(), Sockets.localPort(fd));
                assertEquals(server.getLocalPort(), Sockets.remotePort(fd));
                assertEquals(3, Sockets.send(fd, arena.allocateFrom("abc"), 3));
                assertEquals('a', accepted.getInputStream().read());
                byte[] info = Sockets.optionBytes(fd, Sockets.IPPROTO_TCP, Sockets.TCP_INFO, 512);
                assertEquals(1, info[0]); // TCP_ESTABLISHED
            }
            Libc.close(fd);
        }
    }
}
