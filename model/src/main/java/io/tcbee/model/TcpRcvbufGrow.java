package io.tcbee.model;

/**
 * {@code struct tcp_rcvbuf_grow_event}: the receiver finds its buffer too small.
 *
 * <p>Source: tcp:tcp_rcvbuf_grow or tcp:tcp_rcv_space_adjust.
 */
public final class TcpRcvbufGrow {
    private static final EventType.Builder LAYOUT =
            EventType.defineWithState(17, "tcp_rcvbuf_grow_event");

    public static final Field TIME_US =
            LAYOUT.u32("time_us", Unit.MICROSECONDS, "Since the measurement began.");
    public static final Field COPIED =
            LAYOUT.u32("copied", Unit.BYTES, "Read by the application in that time.");
    public static final Field INQ =
            LAYOUT.u32("inq", Unit.BYTES, "Received in order and not yet read.");
    public static final Field RCVBUF_OLD =
            LAYOUT.u32("rcvbuf_old", Unit.BYTES, "Size of the receive buffer before.");
    public static final Field RCVBUF_NEW =
            LAYOUT.u32(
                    "rcvbuf_new",
                    Unit.BYTES,
                    "Size of the receive buffer after; 0 where the kernel has not decided yet.");
    public static final Field RCVQ_SPACE_OLD =
            LAYOUT.u32("rcvq_space_old", Unit.BYTES, "What it had read per round trip before.");

    public static final EventType TYPE = LAYOUT.build();

    private TcpRcvbufGrow() {}
}
