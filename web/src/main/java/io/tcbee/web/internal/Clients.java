package io.tcbee.web.internal;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Whether the browser of a request still waits.
 *
 * <p>The JDK's server does not tell. The kernel does: after the peer's FIN our end of the
 * connection is in CLOSE_WAIT, after its RST it is gone from {@code /proc/net/tcp}
 * (net/ipv4/tcp_ipv4.c, get_tcp4_sock; include/net/tcp_states.h).
 */
public final class Clients {
    private static final String ESTABLISHED = "01";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;

    private final Path proc;

    public Clients() {
        this(Path.of("/proc/self/net"));
    }

    /**
     * @param proc holds {@code tcp} and {@code tcp6}
     */
    Clients(Path proc) {
        this.proc = proc;
    }

    /** False where it cannot be told. */
    boolean isGone(HttpExchange exchange) {
        return isGone(exchange.getLocalAddress(), exchange.getRemoteAddress());
    }

    boolean isGone(InetSocketAddress local, InetSocketAddress remote) {
        try {
            String state = state("tcp6", local, remote, true);
            if (state == null && local.getAddress() instanceof Inet4Address) {
                state = state("tcp", local, remote, false);
            }
            return !ESTABLISHED.equals(state);
        } catch (IOException e) {
            return false;
        }
    }

    private String state(
            String file, InetSocketAddress local, InetSocketAddress remote, boolean wide)
            throws IOException {
        Path table = proc.resolve(file);
        if (!Files.exists(table) && wide) {
            return null; // a kernel without IPv6
        }
        String from = text(local, wide);
        String to = text(remote, wide);
        try (var lines = Files.lines(table, StandardCharsets.US_ASCII)) {
            return lines.map(line -> line.strip().split("\\s+", -1))
                    .filter(words -> words.length > STATE)
                    .filter(words -> words[LOCAL].equals(from) && words[REMOTE].equals(to))
                    .map(words -> words[STATE])
                    .findAny()
                    .orElse(null);
        }
    }

    /** Words of the address in the machine's order, as the kernel prints them. */
    private static String text(InetSocketAddress end, boolean wide) {
        byte[] address = address(end.getAddress(), wide);
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < address.length; word += Integer.BYTES) {
            for (int i = Integer.BYTES - 1; i >= 0; i--) {
                text.append(String.format("%02X", address[word + i]));
            }
        }
        return text + ":" + String.format("%04X", end.getPort()).toUpperCase(Locale.ROOT);
    }

    private static byte[] address(InetAddress address, boolean wide) {
        byte[] bytes = address.getAddress();
        if (!wide || bytes.length > Integer.BYTES) {
            return bytes;
        }
        byte[] mapped = new byte[4 * Integer.BYTES];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(bytes, 0, mapped, 12, Integer.BYTES);
        return mapped;
    }
}
