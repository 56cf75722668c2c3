package io.tcbee.model;

/**
 * {@code struct sock_send_length_event}: one send call: the exit of tcp_sendmsg, or tracepoint
 * sock:sock_send_length.
 */
public final class SockSendLength {
    private static final EventType.Builder LAYOUT =
            EventType.defineWithState(4, "sock_send_length_event");

    public static final Field PID = LAYOUT.u32("pid", Unit.NONE, "Process id of the caller.");
    public static final Field TID = LAYOUT.u32("tid", Unit.NONE, "Thread id of the caller.");
    public static final Field RESULT =
            LAYOUT.s32("result", Unit.BYTES, "Bytes taken, or a negative errno.");
    public static final Field FLAGS = LAYOUT.u32("flags", Unit.NONE, "MSG_* of the call.");

    public static final EventType TYPE = LAYOUT.build();

    private SockSendLength() {}
}
