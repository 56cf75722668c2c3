package io.tcbee.model;

/**
 * {@code struct inet_sock_set_state_event}: a step in the life of a connection.
 *
 * <p>Source: sock:inet_sock_set_state.
 */
public final class InetSockSetState {
    private static final EventType.Builder LAYOUT =
            EventType.defineWithState(9, "inet_sock_set_state_event");

    public static final Field OLDSTATE = LAYOUT.u32("oldstate", Unit.NONE, "TCP state left.");
    public static final Field NEWSTATE = LAYOUT.u32("newstate", Unit.NONE, "TCP state entered.");

    public static final EventType TYPE = LAYOUT.build();

    private InetSockSetState() {}
}
