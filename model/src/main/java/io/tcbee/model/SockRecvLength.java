package io.tcbee.model;

/**
 * {@code struct sock_recv_length_event}: one receive call: the exit of tcp_recvmsg, or tracepoint
 * sock:sock_recv_length.
 */
public final class SockRecvLength {
    private static final EventType.Builder LAYOUT =
            EventType.defineWithState(5, "sock_recv_length_event");

    public static final Field PID = LAYOUT.u32("pid", Unit.NONE, "Process id of the caller.");
    public static final Field TID = LAYOUT.u32("tid", Unit.NONE, "Thread id of the caller.");
    public static final Field RESULT =
            LAYOUT.s32("result", Unit.BYTES, "Bytes given, or a negative errno.");
    public static final Field FLAGS = LAYOUT.u32("flags", Unit.NONE, "MSG_* of the call.");

    public static final EventType TYPE = LAYOUT.build();

    private SockRecvLength() {}
}
