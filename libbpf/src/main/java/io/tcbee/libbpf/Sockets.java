package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
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

    private static final Native SOCKET = Native.libc("socket");
    private static final Native CONNECT = Native.libc("connect");
    private static final Native BIND = Native.libc("bind");
    private static final Native LISTEN = Native.libc("listen");
    private static final Native ACCEPT4 = Native.libc("accept4");
    private static final Native SEND = Native.libc("send");
    private static final Native RECV = Native.libc("recv");
    private static final Native SHUTDOWN = Native.libc("shutdown");
    private static final Native SETSOCKOPT = Native.libc("setsockopt");
    private static final Native GETSOCKOPT = Native.libc("getsockopt");
    private static final Native GETSOCKNAME = Native.libc("getsockname");
    private static final Native GETPEERNAME = Native.libc("getpeername");

    private Sockets() {}

    /**
     * {@code int socket(int domain, SOCK_STREAM | SOCK_CLOEXEC, 0)}: a TCP socket in the calling
     * thread's network namespace.
     *
     * @param family {@link #AF_INET} or {@link #AF_INET6}
     * @return a descriptor that the caller closes with {@link Libc#close}
     */
    public static int tcp(int family) {
        int fd = (int) SOCKET.call(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        return Libc.check("create TCP socket", fd);
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
            int fd = (int) SOCKET.call(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            Libc.check("create UNIX socket", fd);
            MemorySegment at = arena.allocate(3L + text.length, 2); // sockaddr_un
            at.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(text, 0, at, JAVA_BYTE, 3, text.length);
            int result = (int) BIND.call(fd, at.address(), at.byteSize());
            try {
                Libc.check("bind to @" + name, result);
            } catch (LibcException e) {
                Libc.close(fd);
                throw e;
            }
            return fd;
        }
    }

    /**
     * {@code int socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)}
     *
     * @return a descriptor that the caller closes with {@link Libc#close}
     */
    static int netlink() {
        int fd = (int) SOCKET.call(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
        return Libc.check("create netlink socket", fd);
    }

    /** {@code int connect(int fd, const struct sockaddr *addr, socklen_t len)}; waits for it. */
    public static void connect(int fd, InetSocketAddress address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment at = sockaddr(arena, address);
            int result = (int) CONNECT.call(fd, at.address(), at.byteSize());
            Libc.check("connect to " + text(address), result);
        }
    }

    /** {@code int bind(int fd, const struct sockaddr *addr, socklen_t len)} */
    public static void bind(int fd, InetSocketAddress address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment at = sockaddr(arena, address);
            int result = (int) BIND.call(fd, at.address(), at.byteSize());
            Libc.check("bind to " + text(address), result);
        }
    }

    /** {@code int listen(int fd, int backlog)} */
    public static void listen(int fd, int backlog) {
        Libc.check("listen", (int) LISTEN.call(fd, backlog));
    }

    /**
     * {@code int accept4(int fd, NULL, NULL, SOCK_CLOEXEC)}; waits for a connection.
     *
     * @return the connection's descriptor, which the caller closes
     */
    public static int accept(int fd) {
        while (true) {
            int accepted = (int) ACCEPT4.call(fd, 0, 0, SOCK_CLOEXEC);
            if (Libc.orErrno(accepted) != -Libc.EINTR) {
                return Libc.check("accept", accepted);
            }
        }
    }

    /**
     * {@code ssize_t send(int fd, const void *buf, size_t len, MSG_NOSIGNAL)}
     *
     * @return bytes taken by the kernel, fewer than {@code length} perhaps
     */
    public static long send(int fd, MemorySegment buffer, long length) {
        try {
            while (true) {
                long result =
                        Libc.orErrno(SEND.call(fd, Native.pointer(buffer), length, MSG_NOSIGNAL));
                if (result != -Libc.EINTR) {
                    return check("send", result);
                }
            }
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /**
     * {@code ssize_t recv(int fd, void *buf, size_t len, 0)}
     *
     * @return bytes received; 0 when the peer has closed its side
     */
    public static long receive(int fd, MemorySegment buffer, long length) {
        try {
            while (true) {
                long result = Libc.orErrno(RECV.call(fd, Native.pointer(buffer), length, 0));
                if (result != -Libc.EINTR) {
                    return check("receive", result);
                }
            }
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** {@code int shutdown(int fd, int how)}: {@link #SHUT_WR} or {@link #SHUT_RDWR}. */
    public static void shutdown(int fd, int how) {
        Libc.check("shutdown", (int) SHUTDOWN.call(fd, how));
    }

    /** {@code int setsockopt(int fd, int level, int name, const void *value, socklen_t len)} */
    public static void option(int fd, int level, int name, MemorySegment value) {
        try {
            int result =
                    (int) SETSOCKOPT.call(fd, level, name, Native.pointer(value), value.byteSize());
            Libc.check("set socket option " + level + "/" + name, result);
        } finally {
            Reference.reachabilityFence(value);
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
            MemorySegment value = arena.allocate(limit, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, limit);
            int result = (int) GETSOCKOPT.call(fd, level, name, value.address(), length.address());
            Libc.check("get socket option " + level + "/" + name, result);
            return value.asSlice(0, length.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
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

    private static int port(String attempt, Native call, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment at = arena.allocate(28, 4);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) at.byteSize());
            Libc.check(attempt, (int) call.call(fd, at.address(), length.address()));
            return Short.toUnsignedInt(at.get(NETWORK_SHORT, 2));
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
