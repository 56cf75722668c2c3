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

/** How the connection was opened, and what either side offered: RFC 9293, section 3.5. */
public final class Handshake implements Metric {
    private static final String RFC = "RFC 9293, section 3.5";
    private static final String SCALE = "RFC 7323, section 2.2";
    private static final double NS_PER_US = 1000;

    private static final Output CONNECT_TIME =
            Output.attribute(
                    "connect_time_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "From the first SYN to the first SYN-ACK, as the client waits: with the waits for"
                            + " SYNs that were sent again.",
                    RFC);
    private static final Output SYNS =
            Output.attribute(
                    "syns",
                    Unit.PACKETS,
                    Source.WIRE,
                    "SYNs (client) or SYN-ACKs (server) sent; more than one if the first went"
                            + " unanswered.",
                    RFC);
    private static final Output MSS =
            Output.attribute(
                    "syn_mss",
                    Unit.BYTES,
                    Source.WIRE,
                    "The MSS that its SYN offers; absent if it offers none.",
                    "RFC 9293, section 3.7.1");
    private static final Output WINDOW_SCALE =
            Output.attribute(
                    "syn_window_scale",
                    Unit.NONE,
                    Source.WIRE,
                    "The shift of its windows that its SYN offers; absent if it offers none, and then"
                            + " no side scales.",
                    SCALE);
    private static final Output SACK =
            Output.attribute(
                    "syn_sack_permitted",
                    Unit.NONE,
                    Source.WIRE,
                    "1 if its SYN permits selective acknowledgments, else 0.",
                    "RFC 2018, section 2");
    private static final Output TIMESTAMPS =
            Output.attribute(
                    "syn_timestamps",
                    Unit.NONE,
                    Source.WIRE,
                    "1 if its SYN has a timestamp, else 0.",
                    "RFC 7323, section 3.2");

    @Override
    public String name() {
        return "handshake";
    }

    @Override
    public List<Output> outputs() {
        return List.of(CONNECT_TIME, SYNS, MSS, WINDOW_SCALE, SACK, TIMESTAMPS);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final int[] syns = new int[2];
            private long firstSynNs = Packet.NO_TIME;

            @Override
            public void packet(Packet packet) {
                if (!packet.has(TcpFlags.SYN) || packet.pathDuplicate()) {
                    return;
                }
                boolean first = syns[Sides.index(packet.side())]++ == 0;
                if (packet.side() == Side.CLIENT && first) {
                    firstSynNs = packet.timeNs();
                }
                if (packet.side() == Side.SERVER && first && firstSynNs != Packet.NO_TIME) {
                    sink.attribute(
                            CONNECT_TIME, Side.CLIENT, (packet.timeNs() - firstSynNs) / NS_PER_US);
                }
                offer(packet);
            }

            private void offer(Packet packet) {
                Side side = packet.side();
                if (packet.headers().mss() >= 0) {
                    sink.attribute(MSS, side, packet.headers().mss());
                }
                if (packet.headers().windowScale() >= 0) {
                    sink.attribute(WINDOW_SCALE, side, packet.headers().windowScale());
                }
                sink.attribute(SACK, side, packet.headers().sackPermitted() ? 1 : 0);
                sink.attribute(TIMESTAMPS, side, packet.headers().timestamps() ? 1 : 0);
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    if (syns[Sides.index(side)] > 0) {
                        sink.attribute(SYNS, side, syns[Sides.index(side)]);
                    }
                }
            }
        };
    }
}
