package io.tcbee.metric.internal;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import io.tcbee.tcp.TcpFlags;
import java.util.List;

/** Explicit congestion notification as the packets show it: RFC 3168. */
public final class Ecn implements Metric {
    private static final int ECN = 0x3; // of the traffic class: RFC 3168, section 5
    private static final int CE = 0x3;
    private static final int BOTH = TcpFlags.ECE | TcpFlags.CWR;
    private static final String SIGNALS = "RFC 3168, section 6.1";

    private static final Output NEGOTIATED =
            Output.attribute(
                    "ecn_negotiated",
                    Unit.NONE,
                    Source.WIRE,
                    "1 if the SYN asks for ECN (ECE and CWR) and the SYN-ACK grants it (ECE alone),"
                            + " else 0; absent if either was not seen.",
                    "RFC 3168, section 6.1.1");
    private static final Output CAPABLE =
            Output.attribute(
                    "ect_packets",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets that say they may be marked, ECT(0) or ECT(1), or are marked, CE.",
                    "RFC 3168, section 5");
    private static final Output MARKED =
            Output.attribute(
                    "ce_packets",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets of this side that a router marked, CE; seen at the receiver only.",
                    "RFC 3168, section 5");
    private static final Output MARK =
            Output.series(
                    "ce",
                    Unit.BYTES,
                    Source.WIRE,
                    "A packet of this side that a router marked, CE; the value is its payload.",
                    "RFC 3168, section 5");
    private static final Output ECHOES =
            Output.attribute(
                    "ece_packets",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets with ECE by which this side tells of marks; a SYN's ECE is no signal.",
                    SIGNALS + ".3");
    private static final Output REDUCTIONS =
            Output.attribute(
                    "cwr_packets",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets with CWR by which this side tells that it slowed down; a SYN's CWR is no"
                            + " signal.",
                    SIGNALS + ".2");

    @Override
    public String name() {
        return "ecn";
    }

    @Override
    public List<Output> outputs() {
        return List.of(NEGOTIATED, CAPABLE, MARKED, MARK, ECHOES, REDUCTIONS);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Counter(sink);
    }

    private static final class Counter implements Observer {
        private final Sink sink;
        private final long[] packets = new long[2];
        private final long[] capable = new long[2];
        private final long[] marked = new long[2];
        private final long[] echoes = new long[2];
        private final long[] reductions = new long[2];
        private boolean asked;
        private boolean synSeen;

        Counter(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void packet(Packet packet) {
            int side = Sides.index(packet.side());
            packets[side]++;
            int codepoint = packet.headers().trafficClass() & ECN;
            if (codepoint != 0) {
                capable[side]++;
            }
            if (codepoint == CE) {
                marked[side]++;
                sink.point(MARK, packet.side(), packet.timeNs(), packet.payloadLength());
            }
            int flags = packet.headers().flags() & BOTH;
            if (packet.has(TcpFlags.SYN)) {
                negotiate(packet, flags);
                return;
            }
            if ((flags & TcpFlags.ECE) != 0) {
                echoes[side]++;
            }
            if ((flags & TcpFlags.CWR) != 0) {
                reductions[side]++;
            }
        }

        /** The last SYN and SYN-ACK hold: a SYN that is sent again may ask no more. */
        private void negotiate(Packet packet, int flags) {
            if (packet.side() == Side.CLIENT) {
                synSeen = true;
                asked = flags == BOTH;
            } else if (synSeen) {
                sink.attribute(NEGOTIATED, null, asked && flags == TcpFlags.ECE ? 1 : 0);
            }
        }

        @Override
        public void end() {
            for (Side side : Side.values()) {
                int i = Sides.index(side);
                if (packets[i] > 0) {
                    sink.attribute(CAPABLE, side, (double) capable[i]);
                    sink.attribute(MARKED, side, (double) marked[i]);
                    sink.attribute(ECHOES, side, (double) echoes[i]);
                    sink.attribute(REDUCTIONS, side, (double) reductions[i]);
                }
            }
        }
    }
}
