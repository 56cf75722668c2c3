package io.tcbee.record;

import io.tcbee.libbpf.Libc;
import io.tcbee.libbpf.LibcException;
import io.tcbee.record.filter.NamespaceRule;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A network namespace that is held open, so that it stays the same one. */
final class Namespace implements AutoCloseable {
    private final long inode;
    private final String name;
    private final int fd;

    private Namespace(long inode, String name, int fd) {
        this.inode = inode;
        this.name = name;
        this.fd = fd;
    }

    /** That of the calling thread. */
    static Namespace current() {
        return open(Path.of("/proc/thread-self/ns/net"), Machine.netns(), "current");
    }

    static Namespace of(NamespaceRule rule) {
        return open(rule.path(), rule.inode(), rule.text());
    }

    private static Namespace open(Path path, long inode, String name) {
        try {
            return new Namespace(
                    inode, name, Libc.open(path.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC));
        } catch (LibcException e) {
            throw new RecordException("open network namespace " + path + ": " + e.getMessage(), e);
        }
    }

    /** Its number: the inode of nsfs, unique on the machine. */
    long inode() {
        return inode;
    }

    /** As it was asked for. */
    String name() {
        return name;
    }

    /** Runs {@code body} inside it; the calling thread itself goes nowhere. */
    <T> T in(Callable<T> body) {
        try {
            if (Machine.netns() == inode) {
                return body.call();
            }
            FutureTask<T> task =
                    new FutureTask<>(() -> {
                        Libc.setns(fd, Libc.CLONE_NEWNET);
                        return body.call();
                    });
            Thread.ofPlatform().name("tcbee-netns").start(task);
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : failed(e.getCause());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private RecordException failed(Throwable cause) {
        return new RecordException(
                "work in network namespace " + name + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
