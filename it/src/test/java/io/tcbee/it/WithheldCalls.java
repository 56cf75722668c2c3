package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Calls of the recorder's tracepoints that this kernel kept from every BPF program, as its own
 * tracer (tracefs) saw them: kernels of some sandboxes run none while a thread of process 1 is
 * interrupted, and count no miss. On any other kernel there are none, and nothing is forgiven.
 *
 * <p>As an extension of a test: a test that fails is given up, visibly and with its failure, if
 * calls were withheld while it ran.
 */
final class WithheldCalls
        implements AutoCloseable,
                BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler {
    private static final Path TRACEFS = Path.of("/sys/kernel/tracing");
    private static final Path FIRST_THREADS = Path.of("/proc/1/task");
    private static final List<String> EVENTS =
            List.of(
                    "tcp/tcp_retransmit_skb",
                    "tcp/tcp_retransmit_synack",
                    "tcp/tcp_cong_state_set",
                    "tcp/tcp_send_reset",
                    "tcp/tcp_receive_reset",
                    "tcp/tcp_destroy_sock",
                    "tcp/tcp_probe",
                    "tcp/tcp_rcvbuf_grow",
                    "skb/kfree_skb",
                    "sock/inet_sock_set_state",
                    "timer/timer_expire_entry");
    private static final Pattern CALL =
            Pattern.compile("^.{16}-\\d+\\s.*: (tcp_|inet_|timer_|kfree_)");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Path instance;

    WithheldCalls() {}

    /** Watches from now on; where there is no tracefs, sees nothing. */
    static WithheldCalls watch() {
        WithheldCalls calls = new WithheldCalls();
        calls.begin();
        return calls;
    }

    private void begin() {
        String name = "tcbee-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        instance = TRACEFS.resolve("instances").resolve(name);
        try {
            if (Files.notExists(TRACEFS.resolve("events"))) {
                new ProcessBuilder("mount", "-t", "tracefs", "tracefs", TRACEFS.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
            }
            Files.createDirectory(instance);
            Files.writeString(instance.resolve("options/event-fork"), "1");
            try (Stream<Path> threads = Files.list(FIRST_THREADS)) {
                Files.writeString(
                        instance.resolve("set_event_pid"),
                        threads.map(thread -> thread.getFileName().toString())
                                .collect(Collectors.joining(" ")));
            }
            for (String event : EVENTS) {
                Path enable = instance.resolve("events/" + event + "/enable");
                if (Files.exists(enable)) {
                    Files.writeString(enable, "1");
                }
            }
        } catch (IOException _) {
            // not there, or not for us: then every call counts
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls so far. */
    long count() {
        if (Files.notExists(instance)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(instance.resolve("trace"))) {
            return lines.filter(line -> CALL.matcher(line).find()).count();
        } catch (IOException e) {
            throw new IllegalStateException("read " + instance + ": " + e.getMessage(), e);
        }
    }

    /**
     * Fails unless as much was recorded as the kernel counted; of what was withheld, each call may
     * be missing, with two segments at most.
     */
    static void assertSame(String what, long kernel, long recorded, long withheld) {
        long missing = kernel - recorded;
        assertTrue(
                missing >= 0 && missing <= 2 * withheld,
                () -> what + " " + kernel + ", recorded " + recorded + ", withheld " + withheld);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        long withheld = count();
        if (withheld == 0) {
            throw failure;
        }
        throw new TestAbortedException(
                "no verdict: this kernel withheld %d calls from BPF programs meanwhile; else it failed: %s"
                        .formatted(withheld, failure.getMessage()),
                failure);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(instance);
        } catch (IOException e) {
            throw new IllegalStateException("remove " + instance + ": " + e.getMessage(), e);
        }
    }
}
