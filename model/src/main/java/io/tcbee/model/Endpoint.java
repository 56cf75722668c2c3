package io.tcbee.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address and a port.
 *
 * @param port 0 to 65535
 */
public record Endpoint(InetAddress address, int port) {

    /**
     * The endpoint of 16 bytes in network order, where IPv4 is mapped, as events carry it.
     *
     * @throws IllegalArgumentException if {@code address} is not 4 or 16 bytes long
     */
    public static Endpoint of(byte[] address, int port) {
        try {
            // getByAddress turns a mapped address into an Inet4Address by itself.
            return new Endpoint(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "an address has 4 or 16 bytes: length=" + address.length, e);
        }
    }

    /** As people write it: {@code 10.0.0.1:80} or {@code [fd00::1]:80}. */
    @Override
    public String toString() {
        return address instanceof Inet6Address
                ? "[" + Rfc5952.text(address.getAddress()) + "]:" + port
                : address.getHostAddress() + ":" + port;
    }

    /** The address alone, IPv6 in the short form of RFC 5952. */
    public String host() {
        return address instanceof Inet6Address
                ? Rfc5952.text(address.getAddress())
                : address.getHostAddress();
    }
}
