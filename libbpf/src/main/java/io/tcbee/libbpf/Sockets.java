package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The socket calls, for TCP with the options that Java's sockets do not know (TCP_CONGESTION,
 * TCP_INFO, ...).
 *
 * <p>Descriptors are blocking; a call that waits ends when another thread calls {@link #shutdown}.
 * A socket belongs to the network namespace of the thread that created it.
 */
public final class Sockets {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;

    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_KEEPALIVE = 9;
    public static final int SO_LINGER = 13;

    public static final int IPPROTO_TCP = 6;
    public static final int TCP_NODELAY = 1;
    public static final int TCP_INFO = 11;
    public static final int TCP_CONGESTION = 13;

    public static final int IPPROTO_IPV6 = 41;
    public static final int IPV6_V6ONLY = 26;

    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;

    private static final int AF_UNIX = 1;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final java.lang.foreign.ValueLayout.OfShort NETWORK_SHORT =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final MethodHandle SOCKET =
            Libc.bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CONNECT =
            Libc.bind("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle BIND =
            Libc.bind("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle LISTEN =
            Libc.bind("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT4 =
            Libc.bind(
                    "accept4",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND =
            Libc.bind(
                    "send",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECV =
            Libc.bind(
                    "recv",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SHUTDOWN =
            Libc.bind("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            Libc.bind(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            Libc.bind(
                    "getsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETSOCKNAME =
            Libc.bind("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETPEERNAME =
            Libc.bind("getpeername", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

    private Sockets() {}

    /**
     * {@code int socket(int domain, SOCK_STREAM | SOCK_CLOEXEC, 0)}: a TCP socket in the calling
     * thread's network namespace.
     *
     * @param family {@link #AF_INET} or {@link #AF_INET6}
     * @return a descriptor that the caller closes with {@link Libc#close}
     */
    public static int tcp(int family) {
        MemorySegment state = Libc.state();
        try {
            int fd = (int) SOCKET.invokeExact(state, family, SOCK_STREAM | SOCK_CLOEXEC, 0);
            return Libc.check("create TCP socket", fd, state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * A datagram socket that has an abstract UNIX address in the calling thread's network
     * namespace.
     *
     * @param name without the zero byte that it begins with, at most 107 ASCII characters
     * @return a descriptor that the caller closes with {@link Libc#close}
     * @throws LibcException with EADDRINUSE if another socket has it
     */
    static int unix(String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            int fd = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            Libc.check("create UNIX socket", fd, state);
            MemorySegment at = arena.allocate(3L + text.length, 2); // sockaddr_un
            at.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(text, 0, at, JAVA_BYTE, 3, text.length);
            int result = (int) BIND.invokeExact(state, fd, at, (int) at.byteSize());
            try {
                Libc.check("bind to @" + name, result, state);
            } catch (LibcException e) {
                Libc.close(fd);
                throw e;
            }
            return fd;
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)}
     *
     * @return a descriptor that the caller closes with {@link Libc#close}
     */
    static int netlink() {
        MemorySegment state = Libc.state();
        try {
            int fd = (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
            return Libc.check("create netlink socket", fd, state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int connect(int fd, const struct sockaddr *addr, socklen_t len)}; waits for it. */
    public static void connect(int fd, InetSocketAddress address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            MemorySegment at = sockaddr(arena, address);
            int result = (int) CONNECT.invokeExact(state, fd, at, (int) at.byteSize());
            Libc.check("connect to " + text(address), result, state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bind(int fd, const struct sockaddr *addr, socklen_t len)} */
    public static void bind(int fd, InetSocketAddress address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            MemorySegment at = sockaddr(arena, address);
            int result = (int) BIND.invokeExact(state, fd, at, (int) at.byteSize());
            Libc.check("bind to " + text(address), result, state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int listen(int fd, int backlog)} */
    public static void listen(int fd, int backlog) {
        MemorySegment state = Libc.state();
        try {
            Libc.check("listen", (int) LISTEN.invokeExact(state, fd, backlog), state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int accept4(int fd, NULL, NULL, SOCK_CLOEXEC)}; waits for a connection.
     *
     * @return the connection's descriptor, which the caller closes
     */
    public static int accept(int fd) {
        MemorySegment state = Libc.state();
        MemorySegment none = MemorySegment.NULL;
        try {
            while (true) {
                int accepted = (int) ACCEPT4.invokeExact(state, fd, none, none, SOCK_CLOEXEC);
                if (Libc.orErrno(accepted, state) != -Libc.EINTR) {
                    return Libc.check("accept", accepted, state);
                }
            }
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code ssize_t send(int fd, const void *buf, size_t len, MSG_NOSIGNAL)}
     *
     * @return bytes taken by the kernel, fewer than {@code length} perhaps
     */
    public static long send(int fd, MemorySegment buffer, long length) {
        MemorySegment state = Libc.state();
        try {
            while (true) {
                long sent = (long) SEND.invokeExact(state, fd, buffer, length, MSG_NOSIGNAL);
                long result = Libc.orErrno(sent, state);
                if (result != -Libc.EINTR) {
                    return check("send", result);
                }
            }
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code ssize_t recv(int fd, void *buf, size_t len, 0)}
     *
     * @return bytes received; 0 when the peer has closed its side
     */
    public static long receive(int fd, MemorySegment buffer, long length) {
        MemorySegment state = Libc.state();
        try {
            while (true) {
                long received = (long) RECV.invokeExact(state, fd, buffer, length, 0);
                long result = Libc.orErrno(received, state);
                if (result != -Libc.EINTR) {
                    return check("receive", result);
                }
            }
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int shutdown(int fd, int how)}: {@link #SHUT_WR} or {@link #SHUT_RDWR}. */
    public static void shutdown(int fd, int how) {
        MemorySegment state = Libc.state();
        try {
            Libc.check("shutdown", (int) SHUTDOWN.invokeExact(state, fd, how), state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int setsockopt(int fd, int level, int name, const void *value, socklen_t len)} */
    public static void option(int fd, int level, int name, MemorySegment value) {
        MemorySegment state = Libc.state();
        try {
            int result =
                    (int)
                            SETSOCKOPT.invokeExact(
                                    state, fd, level, name, value, (int) value.byteSize());
            Libc.check("set socket option " + level + "/" + name, result, state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** Sets a socket option that is an int. */
    public static void option(int fd, int level, int name, int value) {
        try (Arena arena = Arena.ofConfined()) {
            option(fd, level, name, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /** Sets TCP_CONGESTION: the congestion control by the kernel's name, e.g. {@code cubic}. */
    public static void congestionControl(int fd, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom(name);
            option(fd, IPPROTO_TCP, TCP_CONGESTION, value.asSlice(0, value.byteSize() - 1));
        } catch (LibcException e) {
            throw new LibcException("set congestion control " + name, e.errno());
        }
    }

    /** Sets SO_LINGER to 0 s: closing the socket sends RST and forgets what is unsent. */
    public static void abortOnClose(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            option(fd, SOL_SOCKET, SO_LINGER, arena.allocateFrom(JAVA_INT, 1, 0));
        }
    }

    /**
     * {@code int getsockopt(int fd, int level, int name, void *value, socklen_t *len)}
     *
     * @return the bytes that this kernel knows of, at most {@code limit}
     */
    public static byte[] optionBytes(int fd, int level, int name, int limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            MemorySegment value = arena.allocate(limit, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, limit);
            int result = (int) GETSOCKOPT.invokeExact(state, fd, level, name, value, length);
            Libc.check("get socket option " + level + "/" + name, result, state);
            return value.asSlice(0, length.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** The port of this end ({@code getsockname}). */
    public static int localPort(int fd) {
        return port("getsockname", GETSOCKNAME, fd);
    }

    /** The port of the other end ({@code getpeername}). */
    public static int remotePort(int fd) {
        return port("getpeername", GETPEERNAME, fd);
    }

    private static int port(String attempt, MethodHandle call, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            MemorySegment at = arena.allocate(28, 4);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) at.byteSize());
            Libc.check(attempt, (int) call.invokeExact(state, fd, at, length), state);
            return Short.toUnsignedInt(at.get(NETWORK_SHORT, 2));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code struct sockaddr_in} (16 bytes) or {@code sockaddr_in6} (28 bytes). */
    private static MemorySegment sockaddr(Arena arena, InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        boolean six = address.getAddress() instanceof Inet6Address;
        MemorySegment at = arena.allocate(six ? 28 : 16, 4);
        at.set(JAVA_SHORT, 0, (short) (six ? AF_INET6 : AF_INET));
        at.set(NETWORK_SHORT, 2, (short) address.getPort());
        MemorySegment.copy(bytes, 0, at, JAVA_BYTE, six ? 8 : 4, bytes.length);
        return at;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }

    private static long check(String attempt, long result) {
        if (result < 0) {
            throw new LibcException(attempt, (int) -result);
        }
        return result;
    }
}
