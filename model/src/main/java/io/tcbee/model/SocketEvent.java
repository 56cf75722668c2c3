package io.tcbee.model;

/**
 * {@code struct socket_event}: what a socket is: told when it connects, when it is established, at
 * its first call, or found at the start.
 */
public final class SocketEvent {
    private static final EventType.Builder LAYOUT = EventType.defineWithState(2, "socket_event");

    public static final Field LOCAL_ADDRESS =
            LAYOUT.bytes("local_address", 16, "Network order, IPv4 mapped.");
    public static final Field REMOTE_ADDRESS =
            LAYOUT.bytes("remote_address", 16, "Network order, IPv4 mapped.");
    public static final Field LOCAL_PORT = LAYOUT.u16("local_port", Unit.NONE, "Host order.");
    public static final Field REMOTE_PORT = LAYOUT.u16("remote_port", Unit.NONE, "Host order.");
    public static final Field NETNS =
            LAYOUT.u32("netns", Unit.NONE, "Inode number of the network namespace.");
    public static final Field CGROUP = LAYOUT.u64("cgroup", Unit.NONE, "Id of the cgroup (v2).");
    public static final Field REASON =
            LAYOUT.u32(
                    "reason",
                    Unit.NONE,
                    "1 found at the start, 2 connect, 3 established, 4 first call.");
    public static final Field PID =
            LAYOUT.u32(
                    "pid",
                    Unit.NONE,
                    "Process id of the caller; 0 where the caller is not the owner.");
    public static final Field UID = LAYOUT.u32("uid", Unit.NONE, "User id of the socket's owner.");
    public static final Field ADVMSS =
            LAYOUT.u16("advmss", Unit.BYTES, "MSS advertised to the peer.");
    public static final Field PASSIVE =
            LAYOUT.u8("passive", Unit.NONE, "1 if opened by accept, 0 by connect, 2 not known.");
    public static final Field SND_WSCALE =
            LAYOUT.u8("snd_wscale", Unit.NONE, "Shift of the windows that the peer offers.");
    public static final Field RCV_WSCALE =
            LAYOUT.u8("rcv_wscale", Unit.NONE, "Shift of the windows offered to the peer.");
    public static final Field WSCALE_OK =
            LAYOUT.u8("wscale_ok", Unit.NONE, "1 if window scaling was negotiated.");
    public static final Field SACK_OK =
            LAYOUT.u8("sack_ok", Unit.NONE, "1 if SACK was negotiated.");
    public static final Field TSTAMP_OK =
            LAYOUT.u8("tstamp_ok", Unit.NONE, "1 if timestamps were negotiated.");
    public static final Field ECN_OK = LAYOUT.u8("ecn_ok", Unit.NONE, "1 if ECN was negotiated.");

    static {
        LAYOUT.reserved(3);
    }

    public static final Field COMM =
            LAYOUT.text("comm", 16, "Name of the calling thread; empty where pid is 0.");
    public static final Field CONGESTION_CONTROL =
            LAYOUT.text("congestion_control", 16, "Name of the congestion control.");

    public static final EventType TYPE = LAYOUT.build();

    private SocketEvent() {}
}
