package io.tcbee.model;

/**
 * {@code struct tcp_cong_state_set_event}: the congestion state is about to change; the state is
 * that before.
 *
 * <p>Source: tcp:tcp_cong_state_set.
 */
public final class TcpCongStateSet {
    private static final EventType.Builder LAYOUT =
            EventType.defineWithState(8, "tcp_cong_state_set_event");

    public static final Field CA_STATE =
            LAYOUT.u32("ca_state", Unit.NONE, "The new one, coded as icsk_ca_state.");

    static {
        LAYOUT.reserved(4);
    }

    public static final EventType TYPE = LAYOUT.build();

    private TcpCongStateSet() {}
}
