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
import io.tcbee.tcp.Sender;
import io.tcbee.tcp.TcpFlags;
import java.util.List;

/**
 * What happens to the offered windows: closed, opened, filled, probed, shrunk. RFC 9293, section
 * 3.8.6.
 */
public final class WindowEvents implements Metric {
    private static final int OPENS_OR_ENDS = TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST;
    private static final String RFC = "RFC 9293, section 3.8.6";
    private static final String PROBES = "RFC 9293, section 3.8.6.1";

    private static final Output ZERO =
            Output.series(
                    "zero_window_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "The window that this side offers opens again; the value is how long it was"
                            + " closed.",
                    PROBES);
    private static final Output ZEROS =
            Output.attribute(
                    "zero_windows",
                    Unit.COUNT,
                    Source.WIRE,
                    "How often this side closed the window that it offers.",
                    PROBES);
    private static final Output ZERO_TOTAL =
            Output.attribute(
                    "zero_window_total_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "How long the window that this side offers was closed, all in all; one that"
                            + " stayed so counts to the last packet.",
                    PROBES);
    private static final Output UPDATES =
            Output.attribute(
                    "window_updates",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Acknowledgments without data that repeat both numbers of this side's packet"
                            + " before and offer another window.",
                    RFC);
    private static final Output SHRINKS =
            Output.attribute(
                    "window_shrinks",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets that take back what this side offered: the window's end moves left by"
                            + " more than the rounding of its scale.",
                    RFC);
    private static final Output FULL =
            Output.attribute(
                    "window_full",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets of this side after which less than one MSS of the other's window is"
                            + " left.",
                    RFC);
    private static final Output FULL_STRICT =
            Output.attribute(
                    "window_full_strict",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets of this side that end exactly where the other's window does.",
                    RFC);
    private static final Output PROBE =
            Output.series(
                    "zero_window_probe",
                    Unit.COUNT,
                    Source.WIRE,
                    "This side asks whether the other's closed window is open: one new byte, or as"
                            + " Linux does it none, one below what is acknowledged; the value is the"
                            + " probe's number since it closed.",
                    PROBES);
    private static final Output PROBE_COUNT =
            Output.attribute(
                    "zero_window_probes",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets by which this side asks whether the other's closed window is open.",
                    PROBES);
    private static final Output KEEP_ALIVES =
            Output.attribute(
                    "keep_alives",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets with at most one byte, one below what is acknowledged, while nothing is"
                            + " outstanding and the other's window is open.",
                    "RFC 9293, section 3.8.4");

    @Override
    public String name() {
        return "window_events";
    }

    @Override
    public List<Output> outputs() {
        return List.of(
                ZERO,
                ZEROS,
                ZERO_TOTAL,
                UPDATES,
                SHRINKS,
                FULL,
                FULL_STRICT,
                PROBE,
                PROBE_COUNT,
                KEEP_ALIVES);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Watcher(connection, sink);
    }

    /** What one side offered, and what it did about the other's offer. */
    private static final class Offer {
        private long packets;
        private boolean closed;
        private long closedNs;
        private long zeros;
        private long zeroNs;
        private long seq = Packet.NO_SEQUENCE;
        private long ack = Packet.NO_SEQUENCE;
        private int field = -1;
        private long edge = Packet.NO_SEQUENCE;
        private long updates;
        private long shrinks;
        private long full;
        private long fullStrict;
        private long probes;
        private long probesNow;
        private long keepAlives;
    }

    private static final class Watcher implements Observer {
        private final Connection connection;
        private final Sink sink;
        private final Offer[] offers = {new Offer(), new Offer()};
        private long lastNs;

        Watcher(Connection connection, Sink sink) {
            this.connection = connection;
            this.sink = sink;
        }

        @Override
        public void packet(Packet packet) {
            Offer own = offers[Sides.index(packet.side())];
            own.packets++;
            lastNs = packet.timeNs();
            if (packet.has(OPENS_OR_ENDS) || packet.ack() == Packet.NO_SEQUENCE) {
                return;
            }
            use(packet, own, offers[Sides.index(packet.side().other())]);
            offer(packet, own);
            own.seq = packet.seq();
            own.ack = packet.ack();
            own.field = packet.headers().window();
        }

        /** What the packet does with the window of the other side. */
        private void use(Packet packet, Offer own, Offer other) {
            if (other.closed && probe(packet)) {
                own.probes++;
                own.probesNow++;
                sink.point(PROBE, packet.side(), packet.timeNs(), (double) own.probesNow);
                return;
            }
            if (!other.closed) {
                own.probesNow = 0;
                if (packet.keepAlive()) {
                    own.keepAlives++;
                    return;
                }
            }
            long window = connection.sender(packet.side().other()).window();
            Sender sender = connection.sender(packet.side());
            if (packet.payloadLength() == 0
                    || window == Packet.NO_WINDOW
                    || !sender.flightKnown()) {
                return;
            }
            long left = sender.una() + window - packet.end();
            if (left == 0) {
                own.fullStrict++;
            }
            if (left >= 0 && left < Math.max(1, connection.sender(packet.side().other()).mss())) {
                own.full++;
            }
        }

        private boolean probe(Packet packet) {
            long una = connection.sender(packet.side()).una();
            return switch (packet.payloadLength()) {
                case 0 -> packet.seq() == una - 1;
                case 1 -> packet.seq() == una && packet.newBytes() == 1;
                default -> false;
            };
        }

        /** What the packet says of the window of its own side. */
        private void offer(Packet packet, Offer own) {
            int field = packet.headers().window();
            if (field == 0 && !own.closed) {
                own.closed = true;
                own.closedNs = packet.timeNs();
                own.zeros++;
            } else if (field > 0 && own.closed) {
                own.closed = false;
                long ns = packet.timeNs() - own.closedNs;
                own.zeroNs += ns;
                sink.point(ZERO, packet.side(), packet.timeNs(), ns / 1e3);
            }
            if (packet.payloadLength() == 0
                    && field > 0
                    && field != own.field
                    && packet.seq() == own.seq
                    && packet.ack() == own.ack) {
                own.updates++;
            }
            if (packet.window() != Packet.NO_WINDOW) {
                edge(packet, own);
            }
        }

        private void edge(Packet packet, Offer own) {
            long edge = packet.ack() + packet.window();
            int scale = Math.max(0, connection.sender(packet.side()).windowScale());
            if (own.edge != Packet.NO_SEQUENCE && packet.ack() >= own.ack) {
                if (own.edge - edge >= 1L << scale) {
                    own.shrinks++;
                }
                own.edge = edge;
            } else if (own.edge == Packet.NO_SEQUENCE) {
                own.edge = edge;
            }
        }

        @Override
        public void end() {
            for (Side side : Side.values()) {
                Offer offer = offers[Sides.index(side)];
                if (offer.packets == 0) {
                    continue;
                }
                long open = offer.closed ? lastNs - offer.closedNs : 0;
                sink.attribute(ZEROS, side, (double) offer.zeros);
                sink.attribute(ZERO_TOTAL, side, (offer.zeroNs + open) / 1e3);
                sink.attribute(UPDATES, side, (double) offer.updates);
                sink.attribute(SHRINKS, side, (double) offer.shrinks);
                sink.attribute(FULL, side, (double) offer.full);
                sink.attribute(FULL_STRICT, side, (double) offer.fullStrict);
                sink.attribute(PROBE_COUNT, side, (double) offer.probes);
                sink.attribute(KEEP_ALIVES, side, (double) offer.keepAlives);
            }
        }
    }
}
