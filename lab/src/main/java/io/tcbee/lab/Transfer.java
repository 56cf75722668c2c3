package io.tcbee.lab;

import java.time.Duration;

/**
 * An order to send bytes from the client to the server, which reads and forgets them.
 *
 * @param bytes to send, at least 0
 * @param congestionControl by the kernel's name: cubic, reno, bbr, ...
 * @param ip version
 * @param startAfter wait before the connection is opened
 * @param timeout after which the transfer is given up and fails
 */
public record Transfer(
        long bytes, String congestionControl, Ip ip, Duration startAfter, Duration timeout) {

    public Transfer {
        if (bytes < 0) {
            throw new IllegalArgumentException("must not be negative: bytes=" + bytes);
        }
    }

    /** A transfer over IPv4 by CUBIC that starts at once and may take a minute. */
    public static Transfer of(long bytes) {
        return new Transfer(bytes, "cubic", Ip.V4, Duration.ZERO, Duration.ofMinutes(1));
    }

    /** This transfer by another congestion control. */
    public Transfer congestionControl(String name) {
        return new Transfer(bytes, name, ip, startAfter, timeout);
    }

    /** This transfer over another IP version. */
    public Transfer ip(Ip version) {
        return new Transfer(bytes, congestionControl, version, startAfter, timeout);
    }

    /** This transfer, started later. */
    public Transfer startAfter(Duration wait) {
        return new Transfer(bytes, congestionControl, ip, wait, timeout);
    }

    /** This transfer with another limit of time. */
    public Transfer timeout(Duration limit) {
        return new Transfer(bytes, congestionControl, ip, startAfter, limit);
    }
}
