package io.tcbee.metric.internal;

import io.tcbee.metric.KernelSample;
import io.tcbee.model.TcpState;

/** What kept a sender from sending more. */
enum Limit {
    HANDSHAKE(0, "the handshake was not over"),
    APPLICATION(1, "the application had nothing more to send"),
    SEND_BUFFER(2, "the send buffer was full and the application waited for it"),
    RECEIVE_WINDOW(3, "the peer's receive window was used up"),
    ZERO_WINDOW(4, "the peer offered no window"),
    SLOW_START(5, "the congestion window was used up, below ssthresh"),
    CONGESTION_AVOIDANCE(6, "the congestion window was used up, at or above ssthresh"),
    CONGESTION_SIGNAL(
            7, "the congestion window shrank after an ECN mark or local congestion (CWR)"),
    PACING(8, "windows had room and data waited: pacing, or the turn of the queue below"),
    RECOVERY(9, "fast recovery: what was lost had to be repaired first"),
    TIMEOUT(10, "a retransmission timeout: its silence, and the repair after it");

    private static final int SYN_SENT = 2; // include/net/tcp_states.h
    private static final int SYN_RECV = 3;
    private static final int NEW_SYN_RECV = 12;
    private static final int CHRONO_BUSY = 1; // include/linux/tcp.h, enum tcp_chrono
    private static final int CHRONO_RWND_LIMITED = 2;
    private static final int CHRONO_SNDBUF_LIMITED = 3;
    private static final int CA_CWR = 2; // include/uapi/linux/tcp.h, enum tcp_ca_state
    private static final int CA_RECOVERY = 3;
    private static final int CA_LOSS = 4;

    private final int code;
    private final String words;

    Limit(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /** Its value in the series {@code limit}. */
    int code() {
        return code;
    }

    /** "... of the time", in a sentence. */
    String words() {
        return words;
    }

    /** What holds by the state that {@code sample} carries: the kernel's chronograph, and in it. */
    static Limit of(KernelSample sample) {
        long state = sample.get(TcpState.SK_STATE);
        if (state == SYN_SENT || state == SYN_RECV || state == NEW_SYN_RECV) {
            return HANDSHAKE;
        }
        return switch ((int) sample.get(TcpState.CHRONO_TYPE)) {
            case CHRONO_RWND_LIMITED -> window(sample);
            case CHRONO_SNDBUF_LIMITED -> SEND_BUFFER;
            case CHRONO_BUSY -> busy(sample);
            default -> APPLICATION;
        };
    }

    /** Which of the two windows. */
    static Limit window(KernelSample sample) {
        return sample.get(TcpState.SND_WND) == 0 ? ZERO_WINDOW : RECEIVE_WINDOW;
    }

    /** What holds while there is data, and neither window nor send buffer limits. */
    static Limit busy(KernelSample sample) {
        long congestion = sample.get(TcpState.ICSK_CA_STATE);
        if (congestion == CA_LOSS) {
            return TIMEOUT;
        }
        if (congestion == CA_RECOVERY) {
            return RECOVERY;
        }
        long inFlight =
                sample.get(TcpState.PACKETS_OUT)
                        - sample.get(TcpState.SACKED_OUT)
                        - sample.get(TcpState.LOST_OUT)
                        + sample.get(TcpState.RETRANS_OUT);
        boolean waiting = (int) (sample.get(TcpState.WRITE_SEQ) - sample.get(TcpState.SND_NXT)) > 0;
        boolean used = inFlight >= sample.get(TcpState.SND_CWND);
        if (used || (waiting && sample.get(TcpState.IS_CWND_LIMITED) == 1)) {
            return congestion == CA_CWR ? CONGESTION_SIGNAL : cwnd(sample);
        }
        return waiting ? PACING : APPLICATION;
    }

    private static Limit cwnd(KernelSample sample) {
        return sample.get(TcpState.SND_CWND) < sample.get(TcpState.SND_SSTHRESH)
                ? SLOW_START
                : CONGESTION_AVOIDANCE;
    }
}
