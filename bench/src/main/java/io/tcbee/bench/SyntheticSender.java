package io.tcbee.bench;

import io.tcbee.model.Field;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** One connection of a {@link SyntheticTrace}: a bulk sender, and what its kernel would tell. */
final class SyntheticSender {
    static final int SEGMENT = 1448;
    static final int SERVER_PORT = 443;
    private static final int MAX_WINDOW = 120;
    private static final int LOSS = 100; // one turn in so many sends its first segment again

    private final int number;
    private final int initial;
    private long sent = 1; // the next byte, relative
    private long acknowledged = 1;
    private long first;
    private long second;
    private long retransmitted;
    private int packets;
    private int acks;
    private int window = 10;
    private int threshold = 64;
    private int srttUs;
    private int ipId;
    private boolean again;

    /** Takes one field of an event. */
    interface Target {
        void set(Field field, long value);
    }

    SyntheticSender(int number) {
        this.number = number;
        initial = number * 0x9e37_79b9;
        srttUs = 1000 + number % 50_000;
    }

    int cpu() {
        return number % 2;
    }

    long cookie() {
        return number + 1L;
    }

    int port() {
        return 10_000 + number % 50_000;
    }

    int initial() {
        return initial + 1;
    }

    byte[] address(boolean local) {
        int network = number / 50_000;
        byte last = (byte) (local ? 1 : 2);
        return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 78, (byte) network, last};
    }

    /** Sends two segments and hears of them. */
    void turn(long timeNs, SplittableRandom random) {
        again = sent > SEGMENT && random.nextInt(LOSS) == 0;
        first = again ? sent - SEGMENT : sent;
        second = again ? sent : sent + SEGMENT;
        sent = second + SEGMENT;
        acknowledged = sent;
        packets += 2;
        acks++;
        srttUs += (random.nextInt(129) - 64) + (int) ((timeNs >>> 20) & 1);
        srttUs = Math.max(200, srttUs);
        if (again) {
            retransmitted++;
            threshold = Math.max(2, window / 2);
            window = threshold;
        } else if (window < threshold || acks % 16 == 0) {
            window = Math.min(MAX_WINDOW, window + 1);
        }
    }

    long firstSequence() {
        return initial + first;
    }

    long secondSequence() {
        return initial + second;
    }

    byte[] headers(
            boolean outgoing, int sequence, int payload, long timeNs, SplittableRandom random) {
        ByteBuffer headers = ByteBuffer.allocate(52);
        headers.put((byte) 0x45).put((byte) 0).putShort((short) (52 + payload));
        headers.putShort((short) (outgoing ? ++ipId : acks)).putShort((short) 0x4000);
        headers.put((byte) 64).put((byte) 6).putShort((short) random.nextInt(1 << 16));
        headers.put(address(outgoing), 12, 4).put(address(!outgoing), 12, 4);
        headers.putShort((short) (outgoing ? port() : SERVER_PORT));
        headers.putShort((short) (outgoing ? SERVER_PORT : port()));
        int ack = outgoing ? 1 : (int) (initial + acknowledged);
        headers.putInt(sequence).putInt(ack).put((byte) 0x80).put((byte) 16);
        headers.putShort((short) (outgoing ? 502 : 2000 + random.nextInt(48))).putInt(0);
        headers.put((byte) 1).put((byte) 1).put((byte) 8).put((byte) 10);
        int clock = (int) (timeNs / 1_000_000);
        return headers.putInt(clock + number).putInt(clock - srttUs / 1000).array();
    }

    /** The kernel's state now. */
    void state(Target target, long timeNs, SplittableRandom random) {
        counters(target, timeNs);
        target.set(TcpState.SND_CWND, window);
        target.set(TcpState.SND_SSTHRESH, retransmitted == 0 ? 0x7fff_ffff : threshold);
        target.set(TcpState.PRIOR_CWND, 2L * threshold);
        target.set(TcpState.SND_WND, (2000 + random.nextInt(48)) << 7);
        target.set(TcpState.RCV_WND, 64_256);
        target.set(TcpState.PACKETS_OUT, random.nextInt(window + 1));
        target.set(TcpState.SACKED_OUT, again ? 1 : 0);
        target.set(TcpState.RETRANS_OUT, again ? 1 : 0);
        target.set(TcpState.SRTT_US, srttUs);
        target.set(TcpState.MDEV_US, srttUs / 16 + random.nextInt(32));
        target.set(TcpState.RTTVAR_US, srttUs / 8);
        target.set(TcpState.RTO_US, 200_000 + srttUs / 4000 * 4000);
        target.set(TcpState.MIN_RTT_US, 900 + number % 50_000);
        target.set(TcpState.RATE_DELIVERED, 1 + random.nextInt(window));
        target.set(TcpState.RATE_INTERVAL_US, srttUs + random.nextInt(256));
        target.set(TcpState.REORDERING, 3);
        target.set(TcpState.HIGH_SEQ, again ? initial + sent : 0);
        target.set(TcpState.SND_CWND_CNT, acks % 16);
        target.set(TcpState.MSS_CACHE, SEGMENT);
        target.set(TcpState.SK_SNDBUF, 2_626_560);
        target.set(TcpState.SK_RCVBUF, 131_072);
        target.set(TcpState.SK_WMEM_QUEUED, random.nextInt(512) * 4352L);
        target.set(TcpState.SK_WMEM_ALLOC, 1 + random.nextInt(16) * 2304L);
        target.set(TcpState.UNDO_RETRANS, -1);
        target.set(TcpState.RACK_RTT_US, srttUs + random.nextInt(512));
        target.set(TcpState.WINDOW_CLAMP, 65_536);
        target.set(TcpState.RCV_SSTHRESH, 64_088);
        target.set(TcpState.RCVQ_SPACE, 14_600);
        target.set(TcpState.SK_STATE, 1);
        target.set(TcpState.ICSK_CA_STATE, again ? 3 : 0);
        target.set(TcpState.ICSK_PENDING, 1);
        target.set(TcpState.CHRONO_TYPE, 1);
        target.set(TcpState.IS_CWND_LIMITED, acks & 1);
        target.set(TcpState.REO_WND_STEPS, 1);
        target.set(TcpState.ICSK_ACK_QUICK, 14);
        target.set(TcpProbe.SEQ, 1);
        target.set(TcpProbe.END_SEQ, 1);
        target.set(TcpProbe.ACK_SEQ, initial + acknowledged);
    }

    private void counters(Target target, long timeNs) {
        target.set(TcpState.SK_PACING_RATE, (long) window * SEGMENT * 1_200_000 / srttUs);
        target.set(TcpState.BYTES_SENT, sent - 1 + retransmitted * SEGMENT);
        target.set(TcpState.BYTES_ACKED, acknowledged);
        target.set(TcpState.BYTES_RETRANS, retransmitted * SEGMENT);
        target.set(TcpState.TCP_MSTAMP, timeNs / 1000);
        target.set(TcpState.BUSY_TIME_US, timeNs / 4_000_000 * 4000);
        target.set(TcpState.SND_UNA, initial + acknowledged);
        target.set(TcpState.SND_NXT, initial + sent);
        target.set(TcpState.WRITE_SEQ, initial + sent + 65_536);
        target.set(TcpState.RCV_NXT, 1);
        target.set(TcpState.COPIED_SEQ, 1);
        target.set(TcpState.DELIVERED, packets);
        target.set(TcpState.TOTAL_RETRANS, retransmitted);
        target.set(TcpState.SEGS_IN, acks);
        target.set(TcpState.SEGS_OUT, packets);
        target.set(TcpState.DATA_SEGS_OUT, packets);
    }
}
