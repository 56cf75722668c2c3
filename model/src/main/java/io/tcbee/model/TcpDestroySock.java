package io.tcbee.model;

/**
 * {@code struct tcp_destroy_sock_event}: the end of a socket, with its final counters.
 *
 * <p>Source: tcp:tcp_destroy_sock.
 */
public final class TcpDestroySock {
    private static final EventType.Builder LAYOUT =
            EventType.defineWithState(10, "tcp_destroy_sock_event");

    public static final EventType TYPE = LAYOUT.build();

    private TcpDestroySock() {}
}
