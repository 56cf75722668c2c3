package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.it.Decisions.Event;
import io.tcbee.lab.Ip;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabSocket;
import io.tcbee.lab.PathOptions;
import io.tcbee.model.TcpTimer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Timeouts that are not handled at once, and those that probe a closed window. */
@ExtendWith(WithheldCalls.class)
class TimerTest {
    private static final int PORT = 5002;
    private static final int SENT = 5000;

    // tcp_timer_event
    private static final int RETRANS = 1;
    private static final int PROBE0 = 3;
    private static final int LOSS_PROBE = 5;
    private static final int AT_ONCE = 0;
    private static final int PUT_OFF = 1;
    private static final int AT_RELEASE = 2;
    private static final int WINDOW_PROBE = 3;
    private static final int BY_HANDLER = 1; // source

    /**
     * Sends SENT bytes, and receives into a page that is not there (userfaultfd): the socket is in
     * use until the page comes. Arguments: s until it receives, s until the page comes.
     */
    private static final String HOLD =
            """
            import ctypes, fcntl, mmap, os, platform, socket, struct, sys, threading, time
            libc = ctypes.CDLL(None, use_errno=True)
            number = 323 if platform.machine() == "x86_64" else 282
            fd = libc.syscall(number, os.O_CLOEXEC)
            if fd < 0:
                sys.exit("userfaultfd: " + os.strerror(ctypes.get_errno()))
            fcntl.ioctl(fd, 0xC018AA3F, bytearray(struct.pack("QQQ", 0xAA, 0, 0)))
            page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            at = ctypes.addressof(ctypes.c_char.from_buffer(page))
            fcntl.ioctl(fd, 0xC020AA00, bytearray(struct.pack("QQQQ", at, 4096, 1, 0)))
            s = socket.create_connection(("10.77.0.2", 5002))
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            time.sleep(0.2)
            s.send(b"x" * 5000)
            time.sleep(float(sys.argv[1]))
            receive = lambda: libc.recv(s.fileno(), ctypes.c_void_p(at), 100, 0)
            held = threading.Thread(target=receive)
            held.start()
            time.sleep(float(sys.argv[2]))
            fcntl.ioctl(fd, 0xC020AA04, bytearray(struct.pack("QQQq", at, 4096, 0, 0)))
            held.join()
            while s.recv(4096):
                pass
            """;

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    @Test
    void aLossProbeThatHadToWaitIsToldTwice() throws Exception {
        Decisions seen = hold("0", "0.15");

        assertToldTwice(seen, LOSS_PROBE);
    }

    @Test
    void aTimeoutThatHadToWaitIsToldTwice() throws Exception {
        Decisions seen = hold("0.1", "0.5");

        assertToldTwice(seen, RETRANS);
    }

    @Test
    void aClosedWindowIsProbedAsTheKernelCountsIt() throws Exception {
        PathOptions path = PathOptions.delay(Duration.ofMillis(5));
        try (Lab lab = Lab.open(path, path);
                Arena arena = Arena.ofShared();
                LabSocket listener = lab.server().socket(Ip.V4);
                LabSocket socket = lab.client().socket(Ip.V4)) {
            MemorySegment buffer = arena.allocate(1 << 16);
            listener.receiveBuffer(4096);
            listener.bind(Ip.V4.server(), PORT);
            listener.listen();
            Decisions seen =
                    Decisions.of(
                            lab.client(),
                            folder.resolve("x.tcbee"),
                            () -> {
                                socket.connect(Ip.V4.server(), PORT);
                                try (LabSocket accepted = listener.accept()) {
                                    socket.send(buffer, 40_000); // more than the window
                                    Thread.sleep(1500);
                                    accepted.skip(arena.allocate(1 << 16), 40_000);
                                }
                            });

            long probes = seen.kernel().get("TcpExtTCPWinProbe");
            assertTrue(probes > 1, "the window was closed for more than a second");
            assertEquals(
                    probes,
                    seen.count(
                            TcpTimer.TYPE,
                            event ->
                                    event.get(TcpTimer.TIMER) == PROBE0
                                            && event.get(TcpTimer.HANDLING) == AT_ONCE
                                            && event.get(TcpTimer.OUTCOME) == WINDOW_PROBE));
        }
    }

    /** The path is dead from 100 ms after the SYN on, for 1.2 s. */
    private Decisions hold(String before, String during) throws Exception {
        Needs.command("python3");
        PathOptions there =
                PathOptions.builder()
                        .delayMs(10)
                        .blackout(Duration.ofMillis(100), Duration.ofMillis(1200))
                        .build();
        try (Lab lab = Lab.open(there, PathOptions.delay(Duration.ofMillis(10)));
                Arena arena = Arena.ofShared();
                LabSocket listener = lab.server().socket(Ip.V4)) {
            listener.bind(Ip.V4.server(), PORT);
            listener.listen();
            return Decisions.of(
                    lab.client(),
                    folder.resolve("x.tcbee"),
                    () -> {
                        Process process =
                                lab.client()
                                        .processBuilder("python3", "-c", HOLD, before, during)
                                        .redirectErrorStream(true)
                                        .start();
                        try (LabSocket accepted = listener.accept()) {
                            MemorySegment buffer = arena.allocate(1 << 16);
                            accepted.send(buffer, 100);
                            accepted.skip(buffer, SENT);
                        }
                        String output =
                                new String(
                                        process.getInputStream().readAllBytes(),
                                        StandardCharsets.UTF_8);
                        assumeTrue(!output.contains("userfaultfd"), output);
                        assertEquals(0, process.waitFor(), output);
                    });
        }
    }

    /** Where the handler itself is seen, it is told once, however late it runs. */
    private static void assertToldTwice(Decisions seen, int timer) {
        seen.assertRetransmissionsAsCounted();
        assumeTrue(
                seen.count(TcpTimer.TYPE, event -> event.get(TcpTimer.SOURCE) == BY_HANDLER) == 0,
                "the handler is seen on this kernel");
        assertEquals(1, count(seen, timer, AT_RELEASE), "at the release");
        assertEquals(1, count(seen, timer, PUT_OFF), "when it expired");
    }

    private static long count(Decisions seen, int timer, int handling) {
        return seen.count(TcpTimer.TYPE, event -> is(event, timer, handling));
    }

    private static boolean is(Event event, int timer, int handling) {
        return event.get(TcpTimer.TIMER) == timer && event.get(TcpTimer.HANDLING) == handling;
    }
}
