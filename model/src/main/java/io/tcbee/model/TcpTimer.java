package io.tcbee.model;

/**
 * {@code struct tcp_timer_event}: one timeout of the write side's timer.
 *
 * <p>Source: tcp_write_timer_handler() (net/ipv4/tcp_timer.c).
 */
public final class TcpTimer {
    private static final EventType.Builder LAYOUT =
            EventType.defineWithState(15, "tcp_timer_event");

    public static final Field LATE_US =
            LAYOUT.u32("late_us", Unit.MICROSECONDS, "How long after it was due; whole jiffies.");
    public static final Field TIMER =
            LAYOUT.u8(
                    "timer",
                    Unit.NONE,
                    "Which, coded as icsk_pending: 1 retransmission, 3 zero-window probe, 5 loss probe, 6 reordering.");
    public static final Field HANDLING =
            LAYOUT.u8(
                    "handling",
                    Unit.NONE,
                    "0 when it expired, 1 put off because a process used the socket, 2 when the socket was released.");
    public static final Field SOURCE =
            LAYOUT.u8(
                    "source",
                    Unit.NONE,
                    "1 the handler's entry and exit, 2 tracepoints of the timer, 3 a decision that followed.");
    public static final Field OUTCOME =
            LAYOUT.u8(
                    "outcome",
                    Unit.NONE,
                    "0 nothing sent, 1 retransmission, 2 new data, 3 zero-window probe, 4 the connection was given up.");

    public static final EventType TYPE = LAYOUT.build();

    private TcpTimer() {}
}
