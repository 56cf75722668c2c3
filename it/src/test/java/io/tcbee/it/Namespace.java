package io.tcbee.it;

import io.tcbee.libbpf.Libc;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of its own, gone when it is closed. */
final class Namespace implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name =
            "tcbee-truth-" + ProcessHandle.current().pid() + "-" + COUNT.getAndIncrement();
    private final int fd;

    private Namespace() {
        Shell.run("ip", "netns", "add", name);
        fd = Libc.open("/run/netns/" + name, Libc.O_CLOEXEC);
        ip("link set lo up");
    }

    static Namespace open() {
        return new Namespace();
    }

    String name() {
        return name;
    }

    /** {@code ip -n NAMESPACE ARGUMENTS}, split at spaces. */
    void ip(String arguments) {
        Shell.run(("ip -n " + name + " " + arguments).split(" ", -1));
    }

    ProcessBuilder command(String... command) {
        String[] prefixed = new String[command.length + 4];
        System.arraycopy(new String[] {"ip", "netns", "exec", name}, 0, prefixed, 0, 4);
        System.arraycopy(command, 0, prefixed, 4, command.length);
        return new ProcessBuilder(prefixed);
    }

    /** Starts a daemon thread inside. */
    Thread start(Runnable task) {
        return Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    Libc.setns(fd, Libc.CLONE_NEWNET);
                    task.run();
                });
    }

    /** What {@code task} gives, run inside. */
    <T> T run(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        start(future);
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Joins this one and {@code other} by a veth pair with IPv4 and IPv6 addresses .1 and .2. */
    void veth(String device, Namespace other, String peer, int subnet) {
        ip("link add " + device + " type veth peer name " + peer + " netns " + other.name);
        address(device, subnet, 1);
        other.address(peer, subnet, 2);
    }

    /** Gives {@code device} 10.78.SUBNET.HOST/24 and fd78:SUBNET::HOST/64, and sets it up. */
    void address(String device, int subnet, int host) {
        ip("addr add 10.78." + subnet + "." + host + "/24 dev " + device);
        ip("addr add fd78:" + subnet + "::" + host + "/64 dev " + device + " nodad");
        ip("link set " + device + " up");
    }

    @Override
    public void close() {
        Libc.close(fd);
        Shell.run("ip", "netns", "del", name);
    }
}
