package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A network interface of the calling thread's network namespace, as ioctl tells it: /sys may show
 * those of another namespace.
 *
 * @param name at most 15 bytes
 * @param index {@code ifindex}, unique within the network namespace
 * @param type {@code ARPHRD_*} (linux/if_arp.h): what its packets begin with
 * @param mtu bytes of the greatest IP packet
 * @param up whether it is switched on (IFF_UP)
 */
public record NetDevice(String name, int index, int type, int mtu, boolean up) {
    public static final int ARPHRD_ETHER = 1;
    public static final int ARPHRD_TUNNEL = 768;
    public static final int ARPHRD_TUNNEL6 = 769;
    public static final int ARPHRD_LOOPBACK = 772;
    public static final int ARPHRD_SIT = 776;
    public static final int ARPHRD_RAWIP = 519;
    public static final int ARPHRD_NONE = 65534;

    // linux/sockios.h
    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCGIFMTU = 0x8921;
    private static final long SIOCGIFHWADDR = 0x8927;
    private static final long SIOCGIFINDEX = 0x8933;

    private static final int NAME_BYTES = 16;
    private static final int IFREQ_BYTES = 40;
    private static final int IFF_UP = 1;

    private static final Native SOCKET = Native.libc("socket");
    private static final Native IOCTL = Native.libc("ioctl");

    /**
     * The interface of that name.
     *
     * @throws BpfException with ENODEV if there is none
     */
    public static NetDevice named(String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length >= NAME_BYTES) {
            throw BpfException.of("find interface " + name, BpfException.ENODEV, "");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            request.setString(0, name);
            int socket = socket();
            try {
                ask(socket, SIOCGIFINDEX, request, name);
                int index = request.get(JAVA_INT, NAME_BYTES);
                ask(socket, SIOCGIFMTU, request, name);
                int mtu = request.get(JAVA_INT, NAME_BYTES);
                ask(socket, SIOCGIFFLAGS, request, name);
                boolean up = (request.get(JAVA_SHORT, NAME_BYTES) & IFF_UP) != 0;
                ask(socket, SIOCGIFHWADDR, request, name);
                int type = Short.toUnsignedInt(request.get(JAVA_SHORT, NAME_BYTES));
                return new NetDevice(name, index, type, mtu, up);
            } finally {
                Libc.close(socket);
            }
        }
    }

    /** {@code int socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)} */
    private static int socket() {
        return Libc.check("open a socket", (int) SOCKET.call(2, 2 | 0x80000, 0));
    }

    /** {@code int ioctl(int fd, unsigned long request, struct ifreq *)} */
    private static void ask(int socket, long question, MemorySegment request, String name) {
        int result = (int) IOCTL.call(socket, question, request.address());
        if (result < 0) {
            throw BpfException.of("find interface " + name, Native.errno(), "");
        }
    }
}
