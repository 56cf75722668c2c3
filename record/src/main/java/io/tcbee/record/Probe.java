package io.tcbee.record;

import java.util.Optional;

/** The programs of {@code bpf/}: the twin of {@code enum hook_id}, in its order. */
enum Probe {
    PACKET_INGRESS(0, Group.HEADERS, Kind.TC, "TCX", "6.6"),
    PACKET_EGRESS(1, Group.HEADERS, Kind.TC, "TCX", "6.6"),
    PACKET_INGRESS_RAW(2, Group.HEADERS, Kind.TC, "TCX", "6.6"),
    PACKET_EGRESS_RAW(3, Group.HEADERS, Kind.TC, "TCX", "6.6"),
    PACKET_XDP(4, Group.HEADERS, Kind.XDP, "XDP with fragments", "5.18"),
    TCP_PROBE(5, Group.STATE, Kind.TRACEPOINT, "tcp:tcp_probe", "4.16"),
    SOCK_SEND_LENGTH(6, Group.CALLS, Kind.TRACEPOINT, "sock:sock_send_length", "6.3"),
    SOCK_RECV_LENGTH(7, Group.CALLS, Kind.TRACEPOINT, "sock:sock_recv_length", "6.3"),
    TCP_SENDMSG_EXIT(8, Group.CALLS, Kind.FUNCTION, "tcp_sendmsg", "5.5"),
    TCP_RECVMSG_EXIT(9, Group.CALLS, Kind.FUNCTION, "tcp_recvmsg", "5.5"),
    TCP_RETRANSMIT_SKB(10, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_retransmit_skb", "4.15"),
    TCP_RETRANSMIT_SYNACK(11, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_retransmit_synack", "4.15"),
    TCP_CONG_STATE_SET(12, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_cong_state_set", "5.19"),
    INET_SOCK_SET_STATE(13, Group.SOCKETS, Kind.TRACEPOINT, "sock:inet_sock_set_state", "4.16"),
    TCP_DESTROY_SOCK(14, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_destroy_sock", "4.15"),
    TCP_SEND_RESET(15, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_send_reset", "4.15"),
    TCP_RECEIVE_RESET(16, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_receive_reset", "4.15"),
    ITER_TCP(17, Group.SOCKETS, Kind.ITERATOR, "iterator over TCP sockets", "5.9"),
    SOCKET(18, Group.SOCKETS, Kind.PART, "", ""),
    TCP_WRITE_TIMER_HANDLER_EXIT(19, Group.EVENTS, Kind.FUNCTION, "tcp_write_timer_handler", "5.5"),
    TCP_WRITE_TIMER_HANDLER_ENTRY(
            20, Group.EVENTS, Kind.FUNCTION, "tcp_write_timer_handler", "5.5"),
    TIMER_EXPIRE_EXIT(21, Group.EVENTS, Kind.TRACEPOINT, "timer:timer_expire_exit", "2.6.31"),
    TIMER_EXPIRE_ENTRY(22, Group.EVENTS, Kind.TRACEPOINT, "timer:timer_expire_entry", "2.6.31"),
    TCP_TIMER_RELEASE_RTO(23, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_cong_state_set", "5.19"),
    TCP_TIMER_RELEASE_TLP(24, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_retransmit_skb", "4.15"),
    TCP_BAD_CSUM(25, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_bad_csum", "5.10"),
    TCP_RCVBUF_GROW(26, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_rcvbuf_grow", "6.16"),
    TCP_RCV_SPACE_ADJUST(27, Group.EVENTS, Kind.TRACEPOINT, "tcp:tcp_rcv_space_adjust", "4.15"),
    KFREE_SKB(28, Group.DROPS, Kind.TRACEPOINT, "skb:kfree_skb", "2.6.30"),
    TCP_PROBE_CC(29, Group.CC, Kind.TRACEPOINT, "tcp:tcp_probe", "4.16"),
    TCP_CWND(30, Group.CWND, Kind.TRACEPOINT, "tcp:tcp_probe", "4.16"),
    TCP_ACK_EXIT(31, Group.STATE, Kind.FUNCTION, "tcp_ack", "5.5"),
    TCP_ACK_CC_EXIT(32, Group.CC, Kind.FUNCTION, "tcp_ack", "5.5"),
    TCP_ACK_CWND_EXIT(33, Group.CWND, Kind.FUNCTION, "tcp_ack", "5.5");

    /** What a program is attached to. */
    enum Kind {
        TC,
        XDP,
        TRACEPOINT,
        FUNCTION,
        ITERATOR,
        /** No program: events that other programs make beside their own. */
        PART
    }

    private final int hook;
    private final Group group;
    private final Kind kind;
    private final String place;
    private final String since;

    Probe(int hook, Group group, Kind kind, String place, String since) {
        this.hook = hook;
        this.group = group;
        this.kind = kind;
        this.place = place;
        this.since = since;
    }

    static Optional<Probe> ofProgram(String program) {
        for (Probe probe : values()) {
            if (probe.program().equals(program)) {
                return Optional.of(probe);
            }
        }
        return Optional.empty();
    }

    /**
     * @throws IllegalArgumentException if there is none of that id
     */
    static Probe ofHook(int hook) {
        for (Probe probe : values()) {
            if (probe.hook == hook) {
                return probe;
            }
        }
        throw new IllegalArgumentException("no such hook: hook=" + hook);
    }

    /** The C function's name. */
    String program() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** {@code enum hook_id}: the index of its counters. */
    int hook() {
        return hook;
    }

    /** What it is loaded with. */
    Group group() {
        return group;
    }

    Kind kind() {
        return kind;
    }

    /** Tracepoint or function that it needs; else the kernel's feature. */
    String place() {
        return place;
    }

    /** The tracepoint without its subsystem. */
    String tracepoint() {
        return place.substring(place.indexOf(':') + 1);
    }

    /** The first Linux release that has the place. */
    String since() {
        return since;
    }

    /** The kernel function that the program calls and that is newer than the place, or empty. */
    Optional<String> calls() {
        return switch (this) {
            case TIMER_EXPIRE_EXIT, TIMER_EXPIRE_ENTRY -> Optional.of("bpf_rdonly_cast");
            default -> Optional.empty();
        };
    }

    /** The one without which this one has nothing to tell, or empty. */
    Optional<Probe> needs() {
        return switch (this) {
            case TCP_TIMER_RELEASE_RTO, TCP_TIMER_RELEASE_TLP -> Optional.of(TIMER_EXPIRE_ENTRY);
            default -> Optional.empty();
        };
    }

    /** Whether it is used beside the one that it could be used for, and tells what that leaves. */
    boolean completes() {
        return this == TCP_PROBE;
    }

    /** The one that tells the same, which is used if this one cannot be. */
    Optional<Probe> alternative() {
        return switch (this) {
            case TCP_SENDMSG_EXIT -> Optional.of(SOCK_SEND_LENGTH);
            case TCP_RECVMSG_EXIT -> Optional.of(SOCK_RECV_LENGTH);
            case TCP_WRITE_TIMER_HANDLER_EXIT -> Optional.of(TIMER_EXPIRE_EXIT);
            case TCP_WRITE_TIMER_HANDLER_ENTRY -> Optional.of(TIMER_EXPIRE_ENTRY);
            case TCP_ACK_EXIT -> Optional.of(TCP_PROBE);
            case TCP_ACK_CC_EXIT -> Optional.of(TCP_PROBE_CC);
            case TCP_ACK_CWND_EXIT -> Optional.of(TCP_CWND);
            case TCP_RCVBUF_GROW -> Optional.of(TCP_RCV_SPACE_ADJUST);
            default -> Optional.empty();
        };
    }
}
