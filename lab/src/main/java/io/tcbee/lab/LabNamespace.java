package io.tcbee.lab;

import io.tcbee.libbpf.Libc;
import io.tcbee.libbpf.Sockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/** One end of the lab: a network namespace with one TUN device and an address of each version. */
public final class LabNamespace {
    /** The TUN device's name in both namespaces. */
    public static final String DEVICE = "tcbee0";

    private final String name;
    private final int namespace;
    private final int device;
    private final Set<LabSocket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private LabNamespace(String name, int namespace, int device) {
        this.name = name;
        this.namespace = namespace;
        this.device = device;
    }

    /** Creates namespace and device; after a failure nothing is left behind. */
    static LabNamespace create(String name, boolean isClient, int mtu) {
        Command.run("ip", "netns", "add", name);
        int namespace = -1;
        int device = -1;
        try {
            namespace = Libc.open(Leftovers.NAMESPACES.resolve(name).toString(), Libc.O_CLOEXEC);
            int fd = namespace;
            device = inside(fd, () -> Libc.tun(DEVICE));
            Command.runWith(script(isClient, mtu), "ip", "-n", name, "-batch", "-");
            Command.run("tc", "-n", name, "qdisc", "replace", "dev", DEVICE, "root", "pfifo");
            return new LabNamespace(name, namespace, device);
        } catch (RuntimeException e) {
            remove(name, namespace, device);
            throw e;
        }
    }

    private static String script(boolean isClient, int mtu) {
        return "link set lo up\n"
                + Ip.V4.addCommand(isClient, DEVICE)
                + Ip.V6.addCommand(isClient, DEVICE)
                + ("link set " + DEVICE + " addrgenmode none\n")
                + ("link set " + DEVICE + " mtu " + mtu + " txqueuelen 10000 up\n");
    }

    /** The name for {@code ip netns exec NAME}. */
    public String name() {
        return name;
    }

    /**
     * Runs {@code task} on a new platform thread inside the namespace and waits for it. Sockets
     * that it creates stay in the namespace; threads that it starts begin there.
     *
     * @return the task's result; its unchecked exceptions come through as they are
     */
    public <T> T run(Callable<T> task) {
        if (closed) {
            throw new LabException("run in namespace " + name + ": the lab is closed");
        }
        return inside(namespace, task);
    }

    /** Starts a daemon thread inside the namespace. */
    public Thread start(String threadName, Runnable task) {
        Runnable enterFirst =
                () -> {
                    Libc.setns(namespace, Libc.CLONE_NEWNET);
                    task.run();
                };
        return Thread.ofPlatform().name(threadName).daemon().start(enterFirst);
    }

    /** A builder of a process that runs inside the namespace; the caller ends the process. */
    public ProcessBuilder processBuilder(String... command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
        words.addAll(List.of(command));
        return new ProcessBuilder(words);
    }

    /** A new socket inside the namespace, which the caller closes. */
    public LabSocket socket(Ip ip) {
        return new LabSocket(run(() -> Sockets.tcp(ip.family())), sockets);
    }

    /** Sets a kernel parameter of this namespace, e.g. {@code net.ipv4.tcp_sack} to {@code 0}. */
    public void sysctl(String parameter, String value) {
        Path file = Path.of("/proc/sys", parameter.split("\\.", -1));
        run(() -> {
            try {
                return Files.writeString(file, value);
            } catch (IOException e) {
                throw new LabException("set " + parameter + "=" + value + ": " + e.getMessage(), e);
            }
        });
    }

    /** The kernel's counters of this namespace, now. */
    public Counters counters() {
        return run(Counters::read);
    }

    /** Packets that the kernel sent but that never reached the wire, for want of room. */
    long lostBeforeWire() {
        return run(() -> {
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev"))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words[0].equals(DEVICE + ":")) {
                    return Long.parseLong(words[12]); // transmit: bytes packets errs drop
                }
            }
            throw new LabException("count drops of " + DEVICE + ": no such device");
        });
    }

    int device() {
        return device;
    }

    /** Ends every wait on a socket, until its user has closed it; gives up after a second. */
    void endConversations() {
        long giveUpNs = System.nanoTime() + 1_000_000_000L;
        while (!sockets.isEmpty() && System.nanoTime() < giveUpNs) {
            sockets.forEach(LabSocket::wake);
            LockSupport.parkNanos(1_000_000);
        }
    }

    void close() {
        closed = true;
        remove(name, namespace, device);
    }

    private static void remove(String name, int namespace, int device) {
        if (device >= 0) {
            Libc.close(device);
        }
        if (namespace >= 0) {
            Libc.close(namespace);
        }
        Command.run("ip", "netns", "del", name);
    }

    private static <T> T inside(int namespace, Callable<T> task) {
        FutureTask<T> future =
                new FutureTask<>(() -> {
                    Libc.setns(namespace, Libc.CLONE_NEWNET);
                    return task.call();
                });
        Thread.ofPlatform().name("namespace").daemon().start(future);
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new LabException("run in namespace: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("run in namespace: interrupted", e);
        }
    }
}
