package io.tcbee.process;

import io.tcbee.model.Endpoint;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * One end of a connection, of which the address or the port may be left open.
 *
 * @param address null if any
 * @param port 0 if any
 */
public record EndFilter(InetAddress address, int port) {
    private static final int MAPPED_LENGTH = 16;

    /** Either end may be anything. */
    static final EndFilter ANY = new EndFilter(null, 0);

    /**
     * Reads {@code 10.0.0.1:443}, {@code [fd00::1]:443}, {@code 10.0.0.1}, {@code fd00::1}, {@code
     * :443}.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    public static EndFilter of(String text) {
        String host = text;
        int port = 0;
        int colon = text.lastIndexOf(':');
        boolean several = text.indexOf(':') != colon;
        if (colon >= 0 && (!several || text.startsWith("[")) && !text.endsWith("]")) {
            host = text.substring(0, colon);
            port = port(text.substring(colon + 1), text);
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            return new EndFilter(null, port);
        }
        try {
            boolean whole = host.indexOf(':') >= 0 || host.matches("\\d+(\\.\\d+){3}");
            return new EndFilter(InetAddress.ofLiteral(whole ? host : ""), port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "an end is ADDRESS, :PORT or ADDRESS:PORT, not '" + text + "'", e);
        }
    }

    private static int port(String digits, String text) {
        try {
            int port = Integer.parseInt(digits);
            if (port > 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException("a port is 1 to 65535: " + text);
    }

    /** Whether that end is meant. */
    public boolean takes(Endpoint end) {
        return (port == 0 || port == end.port())
                && (address == null || address.equals(end.address()));
    }

    /**
     * @param mapped 16 bytes in network order, IPv4 mapped
     */
    boolean takes(byte[] mapped, int otherPort) {
        return (port == 0 || port == otherPort)
                && (address == null || Arrays.equals(mapped(address), mapped));
    }

    private static byte[] mapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (!(address instanceof Inet4Address)) {
            return bytes;
        }
        byte[] mapped = new byte[MAPPED_LENGTH];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(bytes, 0, mapped, 12, bytes.length);
        return mapped;
    }
}
