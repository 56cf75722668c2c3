package io.tcbee.metric.internal;

import io.tcbee.metric.KernelSample;
import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.TcpState;
import io.tcbee.model.Unit;
import io.tcbee.tcp.Connection;
import java.util.List;

/**
 * The kernel takes a reduction of its window back, because it has proof that nothing was lost: all
 * that it had retransmitted meanwhile was spurious.
 *
 * <p>Where it reduces, {@code tcp_init_undo} sets {@code undo_marker}; where it takes that back,
 * {@code tcp_undo_cwnd_reduction} clears it and restores {@code snd_ssthresh} to {@code
 * prior_ssthresh} (counters TCPFullUndo, TCPDSACKUndo, TCPLossUndo, TCPPartialUndo).
 */
public final class KernelUndo implements Metric {
    private static final String KERNEL = "net/ipv4/tcp_input.c, tcp_undo_cwnd_reduction";
    private static final int CWR = 2; // include/uapi/linux/tcp.h, enum tcp_ca_state

    private static final Output UNDO =
            Output.series(
                    "kernel_undo",
                    Unit.SEGMENTS,
                    Source.KERNEL,
                    "The kernel takes a reduction of the window back: what it retransmitted since was"
                            + " spurious; the value is how many segments that were.",
                    KERNEL);
    private static final Output UNDOS =
            Output.attribute(
                    "kernel_undos",
                    Unit.COUNT,
                    Source.KERNEL,
                    "How often the kernel took a reduction of the window back.",
                    KERNEL);
    private static final Output SPURIOUS =
            Output.attribute(
                    "kernel_spurious_retransmissions",
                    Unit.SEGMENTS,
                    Source.KERNEL,
                    "Segments retransmitted between a reduction of the window and the moment when the"
                            + " kernel took it back.",
                    KERNEL);

    @Override
    public String name() {
        return "kernel_undo";
    }

    @Override
    public List<Output> outputs() {
        return List.of(UNDO, UNDOS, SPURIOUS);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Reduction[] sides = new Reduction[2];

            @Override
            public void sample(KernelSample sample) {
                if (!sample.carriesState()
                        || sample.get(TcpState.UNDO_MARKER) == KernelSample.ABSENT) {
                    return;
                }
                int i = Sides.index(sample.side());
                if (sides[i] == null) {
                    sides[i] = new Reduction();
                }
                long segments = sides[i].undone(sample);
                if (segments >= 0) {
                    sink.point(UNDO, sample.side(), sample.timeNs(), (double) segments);
                }
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    Reduction reduction = sides[Sides.index(side)];
                    if (reduction != null) {
                        sink.attribute(UNDOS, side, (double) reduction.undos);
                        sink.attribute(SPURIOUS, side, (double) reduction.spurious);
                    }
                }
            }
        };
    }

    /** The reduction of one side's window that may be taken back. */
    private static final class Reduction {
        private long marker;
        private long ssthresh;
        private long retransmittedBefore;
        private long undos;
        private long spurious;

        /** How many segments were retransmitted since the reduction; -1 if it stands. */
        long undone(KernelSample sample) {
            long before = marker;
            long threshold = ssthresh;
            long retransmitted = sample.get(TcpState.TOTAL_RETRANS);
            marker = sample.get(TcpState.UNDO_MARKER);
            ssthresh = sample.get(TcpState.SND_SSTHRESH);
            if (before == 0) {
                retransmittedBefore = marker == 0 ? retransmitted : retransmittedBefore;
                return -1;
            }
            // A new reduction, or CWR, clears the marker too; neither raises the threshold.
            boolean taken =
                    marker == 0
                            && ssthresh > threshold
                            && sample.get(TcpState.ICSK_CA_STATE) != CWR;
            if (!taken) {
                retransmittedBefore = marker == 0 ? retransmitted : retransmittedBefore;
                return -1;
            }
            long segments = retransmitted - retransmittedBefore;
            retransmittedBefore = retransmitted;
            undos++;
            spurious += segments;
            return segments;
        }
    }
}
