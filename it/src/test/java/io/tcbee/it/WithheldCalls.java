package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Calls of the recorder's tracepoints that this kernel kept from every BPF program, as its own
 * tracer (tracefs) saw them: kernels of some sandboxes run none while a thread of process 1 is
 * interrupted, and count no miss. On any other kernel there are none, and nothing is forgiven.
 */
final class WithheldCalls implements AutoCloseable {
    private static final Path TRACEFS = Path.of("/sys/kernel/tracing");
    private static final List<String> EVENTS =
            List.of(
                    "tcp/tcp_retransmit_skb",
                    "tcp/tcp_retransmit_synack",
                    "tcp/tcp_cong_state_set",
                    "tcp/tcp_send_reset",
                    "sock/inet_sock_set_state",
                    "timer/timer_expire_entry");
    private static final Pattern CALL = Pattern.compile("^.{16}-(\\d+)\\s.*: (tcp_|inet_|timer_)");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path instance;

    private WithheldCalls(Path instance) {
        this.instance = instance;
    }

    /** Watches from now on; where there is no tracefs, sees nothing. */
    static WithheldCalls watch() {
        String name = "tcbee-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        Path instance = TRACEFS.resolve("instances").resolve(name);
        try {
            if (Files.notExists(TRACEFS.resolve("events"))) {
                new ProcessBuilder("mount", "-t", "tracefs", "tracefs", TRACEFS.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
            }
            Files.createDirectory(instance);
            for (String event : EVENTS) {
                Files.writeString(instance.resolve("events/" + event + "/enable"), "1");
            }
        } catch (IOException _) {
            // not there, or not for us: then every call counts
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new WithheldCalls(instance);
    }

    /** Calls so far. */
    long count() {
        if (Files.notExists(instance)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(instance.resolve("trace"));
                Stream<Path> threads = Files.list(Path.of("/proc/1/task"))) {
            Set<String> first =
                    threads.map(thread -> thread.getFileName().toString())
                            .collect(Collectors.toSet());
            return lines.map(CALL::matcher)
                    .filter(Matcher::find)
                    .filter(call -> first.contains(call.group(1)))
                    .count();
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
    public void close() {
        try {
            Files.deleteIfExists(instance);
        } catch (IOException e) {
            throw new IllegalStateException("remove " + instance + ": " + e.getMessage(), e);
        }
    }
}
