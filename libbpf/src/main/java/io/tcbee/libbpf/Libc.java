package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

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

    private static final Native OPEN = Native.libc("open");
    private static final Native CLOSE = Native.libc("close");
    private static final Native READ = Native.libc("read");
    private static final Native WRITE = Native.libc("write");
    private static final Native PPOLL = Native.libc("ppoll");
    private static final Native EVENTFD = Native.libc("eventfd");
    private static final Native IOCTL = Native.libc("ioctl");
    private static final Native SETNS = Native.libc("setns");
    private static final Native PRCTL = Native.libc("prctl");
    private static final Native SCHED_SETSCHEDULER = Native.libc("sched_setscheduler");
    private static final Native CLOCK_GETTIME = Native.libc("clock_gettime");
    private static final Native STRERROR = Native.libc("strerror");

    /** One per thread, so that no call allocates. */
    private static final ThreadLocal<MemorySegment> TIMESPEC =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(16, 8));

    private Libc() {}

    /**
     * {@code int open(const char *path, int flags)}
     *
     * @return a file descriptor that the caller closes with {@link #close}
     */
    public static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return check(
                    "open " + path, (int) OPEN.call(arena.allocateFrom(path).address(), flags));
        }
    }

    /** {@code int close(int fd)} */
    public static void close(int fd) {
        check("close", (int) CLOSE.call(fd));
    }

    /**
     * {@code ssize_t read(int fd, void *buf, size_t count)}
     *
     * @return bytes read, 0 at the end, or {@code -errno}
     */
    public static long read(int fd, MemorySegment buffer, long count) {
        try {
            return orErrno(READ.call(fd, Native.pointer(buffer), count));
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /**
     * {@code ssize_t write(int fd, const void *buf, size_t count)}
     *
     * @return bytes written, or {@code -errno}
     */
    public static long write(int fd, MemorySegment buffer, long count) {
        try {
            return orErrno(WRITE.call(fd, Native.pointer(buffer), count));
        } finally {
            Reference.reachabilityFence(buffer);
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
        MemorySegment timeout = MemorySegment.NULL;
        if (timeoutNs >= 0) {
            timeout = TIMESPEC.get();
            timeout.set(JAVA_LONG, 0, timeoutNs / SECOND_NS);
            timeout.set(JAVA_LONG, 8, timeoutNs % SECOND_NS);
        }
        try {
            return orErrno((int) PPOLL.call(Native.pointer(fds), n, timeout.address(), 0));
        } finally {
            Reference.reachabilityFence(fds);
        }
    }

    /**
     * {@code int eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)}: a counter that wakes a {@link #ppoll}.
     *
     * @return a file descriptor that the caller closes
     */
    public static int eventfd() {
        return check("eventfd", (int) EVENTFD.call(0, O_NONBLOCK | O_CLOEXEC));
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
            check("create device " + name, (int) IOCTL.call(fd, TUNSETIFF, request.address()));
            return fd;
        } catch (LibcException e) {
            close(fd);
            throw e;
        }
    }

    /**
     * {@code int setns(int fd, int nstype)}: moves the calling thread, and no other, into a
     * namespace. Threads and processes that it starts afterwards begin there.
     */
    public static void setns(int fd, int kind) {
        check("enter namespace", (int) SETNS.call(fd, kind));
    }

    /**
     * {@code prctl(PR_SET_TIMERSLACK, ns)}: timers of the calling thread fire at most this much
     * late by intent (the kernel's default is 50 us).
     */
    public static void timerSlack(long ns) {
        check("set timer slack", (int) PRCTL.call(PR_SET_TIMERSLACK, ns));
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
            return (int) SCHED_SETSCHEDULER.call(0, SCHED_FIFO, param.address()) == 0;
        }
    }

    /** The kernel's {@code CLOCK_MONOTONIC}, ns since boot: {@code bpf_ktime_get_ns()}'s clock. */
    public static long monotonicNs() {
        MemorySegment now = TIMESPEC.get();
        CLOCK_GETTIME.call(CLOCK_MONOTONIC, now.address());
        return now.get(JAVA_LONG, 0) * SECOND_NS + now.get(JAVA_LONG, 8);
    }

    /** {@code char *strerror(int errnum)}: the C library's words for {@code errno}. */
    @SuppressWarnings("restricted") // a C string has no length before its end is found
    public static String strerror(int errno) {
        MemorySegment text = MemorySegment.ofAddress(STRERROR.call(errno));
        return text.reinterpret(256).getString(0);
    }

    /** {@code result} unless it is negative, then {@code -errno}. */
    static long orErrno(long result) {
        return result >= 0 ? result : -Native.errno();
    }

    /** As {@link #orErrno(long)}, for a C function that returns an {@code int}. */
    static int orErrno(int result) {
        return result >= 0 ? result : -Native.errno();
    }

    /** {@code result} unless it is negative, then an exception that says what was tried. */
    static int check(String attempt, int result) {
        if (result < 0) {
            throw new LibcException(attempt, Native.errno());
        }
        return result;
    }
}
