package io.tcbee.model;

/** {@code struct tcp_reset_event}: tcp:tcp_send_reset and tcp:tcp_receive_reset. */
public final class TcpReset {
    private static final EventType.Builder LAYOUT = EventType.define(11, "tcp_reset_event");

    public static final Field LOCAL_ADDRESS =
            LAYOUT.bytes("local_address", 16, "Network order, IPv4 mapped.");
    public static final Field REMOTE_ADDRESS =
            LAYOUT.bytes("remote_address", 16, "Network order, IPv4 mapped.");
    public static final Field LOCAL_PORT = LAYOUT.u16("local_port", Unit.NONE, "Host order.");
    public static final Field REMOTE_PORT = LAYOUT.u16("remote_port", Unit.NONE, "Host order.");
    public static final Field NETNS =
            LAYOUT.u32("netns", Unit.NONE, "Inode number of the network namespace.");
    public static final Field SENT = LAYOUT.u32("sent", Unit.NONE, "1 sent, 0 received.");
    public static final Field REASON =
            LAYOUT.u32(
                    "reason",
                    Unit.NONE,
                    "Enum sk_rst_reason of the recording kernel; 0 where it tells none.");

    public static final EventType TYPE = LAYOUT.build();

    private TcpReset() {}
}
