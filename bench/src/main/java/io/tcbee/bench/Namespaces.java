package io.tcbee.bench;

import io.tcbee.libbpf.Libc;
import io.tcbee.model.TcbeeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Two network namespaces joined by a veth pair: {@link #NEAR} sends, {@link #FAR} is recorded.
 *
 * <p>Their names carry the process id, so nothing else is touched. {@link #close} removes them.
 */
final class Namespaces implements AutoCloseable {
    /** The interface of the namespace that sends. */
    static final String NEAR = "near";

    /** The interface of the namespace that receives, and is recorded. */
    static final String FAR = "far";

    static final String NEAR_ADDRESS = "10.79.0.1";
    static final String FAR_ADDRESS = "10.79.0.2";

    private final String prefix = "tcbee-bench-" + ProcessHandle.current().pid() + "-";

    private Namespaces() {}

    static Namespaces open() {
        Namespaces namespaces = new Namespaces();
        try {
            namespaces.make();
        } catch (RuntimeException e) {
            namespaces.close();
            throw e;
        }
        return namespaces;
    }

    private void make() {
        Command.run("ip", "netns", "add", name(NEAR));
        Command.run("ip", "netns", "add", name(FAR));
        List<String> veth = List.of("link", "add", NEAR, "type", "veth", "peer", "name", FAR);
        List<String> command = new ArrayList<>(List.of("ip", "-n", name(NEAR)));
        command.addAll(veth);
        command.addAll(List.of("netns", name(FAR)));
        Command.run(command.toArray(String[]::new));
        up(NEAR, NEAR_ADDRESS);
        up(FAR, FAR_ADDRESS);
    }

    private void up(String side, String address) {
        Command.run("ip", "-n", name(side), "addr", "add", address + "/24", "dev", side);
        Command.run("ip", "-n", name(side), "link", "set", "lo", "up");
        Command.run("ip", "-n", name(side), "link", "set", side, "up");
    }

    /** A command inside the namespace of {@link #NEAR} or {@link #FAR}. */
    ProcessBuilder in(String side, String... words) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name(side)));
        command.addAll(Arrays.asList(words));
        return new ProcessBuilder(command);
    }

    /** What {@code work} gives, on a thread of its own inside that namespace. */
    <T> T within(String side, Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform()
                .name("tcbee-bench-" + side)
                .start(() -> {
                    try {
                        enter(side);
                        result.complete(work.get());
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    private void enter(String side) {
        int fd = Libc.open("/run/netns/" + name(side), Libc.O_RDONLY | Libc.O_CLOEXEC);
        try {
            Libc.setns(fd, Libc.CLONE_NEWNET);
        } finally {
            Libc.close(fd);
        }
    }

    /**
     * Lets the second CPU take what the receiver's interface gets, in a thread of the kernel; else
     * the sender does it.
     */
    void receiveOnSecondCpu() {
        Command.run(in(FAR, "sh", "-c", "echo 1 > /sys/class/net/" + FAR + "/threaded"));
    }

    /** Packets that the interface of that side received so far. */
    long received(String side) {
        String text = Command.run("ip", "-n", name(side), "-s", "link", "show", side);
        List<String> lines = text.lines().toList();
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).strip().startsWith("RX:")) {
                return Long.parseLong(lines.get(i + 1).strip().split("\\s+", -1)[1]);
            }
        }
        throw new TcbeeException("count the packets of " + side + ": unexpected answer: " + text);
    }

    private String name(String side) {
        return prefix + side;
    }

    @Override
    public void close() {
        for (String side : List.of(NEAR, FAR)) {
            try {
                Command.run("ip", "netns", "del", name(side));
            } catch (TcbeeException _) {
                // it was not made
            }
        }
    }
}
