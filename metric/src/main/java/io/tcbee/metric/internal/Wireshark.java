package io.tcbee.metric.internal;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import java.util.List;

/**
 * Wireshark's word: the fields {@code tcp.analysis.*} as tshark 4.0.17 sets them, packet by packet,
 * and where they contradict what the other metrics say, the reason. All belong to the side that
 * sent the packet.
 */
public final class Wireshark implements Metric {
    private static final WiresharkFlag[] FLAGS = WiresharkFlag.values();
    private static final Side[] SIDES = Side.values();

    @Override
    public String name() {
        return "wireshark";
    }

    @Override
    public List<Output> outputs() {
        return WiresharkOutputs.ALL;
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Analysis(sink);
    }

    private static final class Analysis implements Observer {
        private final Sink sink;
        private final WiresharkAnalysis analysis = new WiresharkAnalysis();
        private final long[][] counts = new long[2][FLAGS.length];
        private final long[] disagreements = new long[2];
        private final boolean[] any = new boolean[2];

        Analysis(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void packet(Packet packet) {
            int i = Sides.index(packet.side());
            any[i] = true;
            analysis.packet(packet);
            if (analysis.flags() != 0) {
                flags(packet, counts[i]);
            }
            point(WiresharkOutputs.RTO, packet, analysis.rtoNs());
            point(WiresharkOutputs.ACK_RTT, packet, analysis.ackRttNs());
            point(WiresharkOutputs.FLIGHT, packet, analysis.bytesInFlight());
            WiresharkDisagreement reason = WiresharkDisagreement.of(packet, analysis);
            if (reason != null) {
                disagreements[i]++;
                point(WiresharkOutputs.DISAGREEMENT, packet, reason.number());
            }
        }

        private void flags(Packet packet, long[] count) {
            for (int flags = analysis.flags(); flags != 0; flags &= flags - 1) {
                WiresharkFlag flag = FLAGS[Integer.numberOfTrailingZeros(flags)];
                count[flag.place()]++;
                boolean numbered = flag == WiresharkFlag.DUPLICATE_ACK;
                point(
                        WiresharkOutputs.flag(flag),
                        packet,
                        numbered ? analysis.duplicateNumber() : 1);
            }
        }

        /** 0 is no value of theirs. */
        private void point(Output output, Packet packet, long value) {
            if (value != 0) {
                sink.point(output, packet.side(), packet.timeNs(), (double) value);
            }
        }

        @Override
        public void end() {
            for (Side side : SIDES) {
                int i = Sides.index(side);
                if (any[i]) {
                    for (WiresharkFlag flag : FLAGS) {
                        double count = (double) counts[i][flag.place()];
                        sink.attribute(WiresharkOutputs.counted(flag), side, count);
                    }
                    sink.attribute(WiresharkOutputs.DISAGREEMENTS, side, (double) disagreements[i]);
                }
            }
            if (any[0] || any[1]) {
                sink.attribute(
                        WiresharkOutputs.COMPLETENESS, null, analysis.completeness().value());
            }
            if (analysis.initialRttNs() != 0) {
                sink.attribute(
                        WiresharkOutputs.INITIAL_RTT, null, (double) analysis.initialRttNs());
            }
        }
    }
}
