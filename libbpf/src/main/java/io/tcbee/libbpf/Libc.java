package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls that Java's library does not offer, one method per C function.
 *
 * <p>Calls for which "not now" is an ordinary answer ({@link #read}, {@link #write}, {@link
 * #ppoll}) return {@code -errno} and allocate nothing; every other throws {@link LibcException}.
 * All are safe for use by many threads; {@link #setns}, {@link #timerSlack} and {@link #realtime}
 * change the calling thread only, which must be a platform thread.
 */
public final class Libc {
    public static final int EPERM = 1;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EPIPE = 32;
    public static final int ECONNRESET = 104;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;

    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    /** Data can be read (poll.h). */
    public static final short POLLIN = 1;

    /** {@code sizeof(struct pollfd)}: fd at 0, events at 4, revents at 6. */
    public static final long POLLFD_BYTES = 8;

    /** The kind of namespace that {@link #setns} shall enter: network (sched.h). */
    public static final int CLONE_NEWNET = 0x40000000;

    private static final int CLOCK_MONOTONIC = 1;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int SCHED_FIFO = 1;
    private static final long TUNSETIFF = 0x400454caL; // linux/if_tun.h
    private static final short IFF_TUN = 0x0001;
    private static final short IFF_TAP = 0x0002;
    private static final short IFF_NO_PI = 0x1000;
    private static final long SECOND_NS = 1_000_000_000L;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final long ERRNO_AT =
            Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            variadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);
    private static final MethodHandle CLOSE =
            bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PPOLL =
            bind("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle EVENTFD =
            bind("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL =
            variadic("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
    private static final MethodHandle SETNS =
            bind("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle PRCTL =
            variadic("prctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG), 1);
    private static final MethodHandle SCHED_SETSCHEDULER =
            bind(
                    "sched_setscheduler",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle CLOCK_GETTIME =
            bind("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle STRERROR =
            bind("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    /** What a call needs beside its arguments; one per thread, so that no call allocates. */
    private static final class Scratch {
        final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
        final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);
    }

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private Libc() {}

    /**
     * {@code int open(const char *path, int flags)}
     *
     * @return a file descriptor that the caller closes with {@link #close}
     */
    public static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state();
            return check(
                    "open " + path,
                    (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags),
                    state);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** {@code int close(int fd)} */
    public static void close(int fd) {
        MemorySegment state = state();
        try {
            check("close", (int) CLOSE.invokeExact(state, fd), state);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * {@code ssize_t read(int fd, void *buf, size_t count)}
     *
     * @return bytes read, 0 at the end, or {@code -errno}
     */
    public static long read(int fd, MemorySegment buffer, long count) {
        MemorySegment state = state();
        try {
            return orErrno((long) READ.invokeExact(state, fd, buffer, count), state);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * {@code ssize_t write(int fd, const void *buf, size_t count)}
     *
     * @return bytes written, or {@code -errno}
     */
    public static long write(int fd, MemorySegment buffer, long count) {
        MemorySegment state = state();
        try {
            return orErrno((long) WRITE.invokeExact(state, fd, buffer, count), state);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * {@code int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout, NULL)}
     *
     * @param fds {@code n} times {@link #POLLFD_BYTES}; the kernel writes {@code revents}
     * @param timeoutNs greatest wait in ns; negative waits for ever
     * @return descriptors that are ready, 0 after the timeout, or {@code -errno}
     */
    public static int ppoll(MemorySegment fds, int n, long timeoutNs) {
        Scratch scratch = SCRATCH.get();
        MemorySegment timeout = MemorySegment.NULL;
        if (timeoutNs >= 0) {
            timeout = scratch.timespec;
            timeout.set(JAVA_LONG, 0, timeoutNs / SECOND_NS);
            timeout.set(JAVA_LONG, 8, timeoutNs % SECOND_NS);
        }
        try {
            int ready =
                    (int)
                            PPOLL.invokeExact(
                                    scratch.state, fds, (long) n, timeout, MemorySegment.NULL);
            return (int) orErrno(ready, scratch.state);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * {@code int eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)}: a counter that wakes a {@link #ppoll}.
     *
     * @return a file descriptor that the caller closes
     */
    public static int eventfd() {
        MemorySegment state = state();
        try {
            return check(
                    "eventfd", (int) EVENTFD.invokeExact(state, 0, O_NONBLOCK | O_CLOEXEC), state);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Adds one to the counter of {@link #eventfd}. */
    public static void signal(int eventfd) {
        try (Arena arena = Arena.ofConfined()) {
            long written = write(eventfd, arena.allocateFrom(JAVA_LONG, 1), 8);
            if (written < 0) {
                throw new LibcException("signal eventfd", (int) -written);
            }
        }
    }

    /**
     * Creates the TUN device {@code name} in the calling thread's network namespace: IP packets
     * without any header before them, one per read and write.
     *
     * @param name at most 15 characters
     * @return a non-blocking descriptor; closing it removes the device
     */
    public static int tun(String name) {
        return virtual(name, IFF_TUN);
    }

    /**
     * As {@link #tun}, but a TAP device: Ethernet frames, one per read and write.
     *
     * @param name at most 15 characters
     * @return a non-blocking descriptor; closing it removes the device
     */
    public static int tap(String name) {
        return virtual(name, IFF_TAP);
    }

    private static int virtual(String name, int kind) {
        int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(40, 8); // struct ifreq: name[16], short flags
            request.setString(0, name);
            request.set(JAVA_SHORT, 16, (short) (kind | IFF_NO_PI));
            MemorySegment state = state();
            check(
                    "create device " + name,
                    (int) IOCTL.invokeExact(state, fd, TUNSETIFF, request),
                    state);
            return fd;
        } catch (Throwable e) {
            close(fd);
            throw unchecked(e);
        }
    }

    /**
     * {@code int setns(int fd, int nstype)}: moves the calling thread, and no other, into a
     * namespace. Threads and processes that it starts afterwards begin there.
     */
    public static void setns(int fd, int kind) {
        MemorySegment state = state();
        try {
            check("enter namespace", (int) SETNS.invokeExact(state, fd, kind), state);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * {@code prctl(PR_SET_TIMERSLACK, ns)}: timers of the calling thread fire at most this much
     * late by intent (the kernel's default is 50 us).
     */
    public static void timerSlack(long ns) {
        MemorySegment state = state();
        try {
            check("set timer slack", (int) PRCTL.invokeExact(state, PR_SET_TIMERSLACK, ns), state);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * {@code sched_setscheduler(0, SCHED_FIFO, priority)}: the calling thread runs before all
     * ordinary ones. Only for threads that sleep most of the time.
     *
     * @param priority 1 (lowest) to 99
     * @return false if the kernel does not allow it; nothing has changed then
     */
    public static boolean realtime(int priority) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment param = arena.allocateFrom(JAVA_INT, priority);
            return (int) SCHED_SETSCHEDULER.invokeExact(state(), 0, SCHED_FIFO, param) == 0;
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** The kernel's {@code CLOCK_MONOTONIC}, ns since boot: {@code bpf_ktime_get_ns()}'s clock. */
    public static long monotonicNs() {
        Scratch scratch = SCRATCH.get();
        MemorySegment now = scratch.timespec;
        try {
            int _ = (int) CLOCK_GETTIME.invokeExact(scratch.state, CLOCK_MONOTONIC, now);
            return now.get(JAVA_LONG, 0) * SECOND_NS + now.get(JAVA_LONG, 8);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** {@code char *strerror(int errnum)}: the C library's words for {@code errno}. */
    @SuppressWarnings("restricted") // a C string has no length before its end is found
    public static String strerror(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(state(), errno);
            return text.reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static MethodHandle bind(String name, FunctionDescriptor descriptor) {
        return link(name, descriptor, Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, FunctionDescriptor descriptor, int fixed) {
        return link(
                name,
                descriptor,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    @SuppressWarnings("restricted") // this module is the native border
    private static MethodHandle link(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /** The calling thread's place for errno, to be passed as a handle's first argument. */
    static MemorySegment state() {
        return SCRATCH.get().state;
    }

    /** {@code result} unless it is negative, then {@code -errno}. */
    static long orErrno(long result, MemorySegment state) {
        return result >= 0 ? result : -state.get(JAVA_INT, ERRNO_AT);
    }

    /** {@code result} unless it is negative, then an exception that says what was tried. */
    static int check(String attempt, int result, MemorySegment state) {
        if (result < 0) {
            throw new LibcException(attempt, state.get(JAVA_INT, ERRNO_AT));
        }
        return result;
    }

    static RuntimeException unchecked(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}
