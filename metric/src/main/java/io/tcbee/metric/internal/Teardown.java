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

/** How a connection ended, and which side ended it: RFC 9293, sections 3.5.2 and 3.6. */
public final class Teardown implements Metric {
    private static final String RFC = "RFC 9293, section 3.6";
    private static final int UNANSWERED_TRANSMISSIONS = 2;

    /** The values of {@code teardown_kind}. */
    private enum Kind {
        OPEN(0, "still open"),
        CLOSING(1, "one side's FIN only"),
        ORDERLY(2, "both FIN, the second in answer to the first"),
        HALF_CLOSE(3, "the same, with data of the other side in between"),
        SIMULTANEOUS(4, "both FIN, neither in answer to the other"),
        RESET(5, "a reset, with nothing outstanding"),
        RESET_OUTSTANDING(6, "a reset, with data or a FIN outstanding"),
        RESET_AFTER_CLOSE(7, "a reset in answer to data, by a side that had closed"),
        REFUSED(8, "a reset in answer to the SYN"),
        UNANSWERED(
                9,
                "none: what a side sent again at least twice was not answered, to the last"
                        + " packet");

        private final int code;
        private final String words;

        Kind(int code, String words) {
            this.code = code;
            this.words = words;
        }
    }

    private static final Output KIND =
            Output.attribute(
                    "teardown_kind",
                    Unit.NONE,
                    Source.WIRE,
                    "How it ended, as far as the packets tell: " + codes() + ".",
                    RFC);
    private static final Output SIDE =
            Output.attribute(
                    "teardown_side",
                    Unit.NONE,
                    Source.WIRE,
                    "Who sent the first FIN or the reset that ended it, or got no answer: 0 the"
                            + " client, 1 the server; absent while it is open.",
                    RFC);

    private static String codes() {
        StringBuilder codes = new StringBuilder();
        for (Kind kind : Kind.values()) {
            codes.append(codes.isEmpty() ? "" : "; ");
            codes.append(kind.code).append(' ').append(kind.words);
        }
        return codes.toString();
    }

    @Override
    public String name() {
        return "teardown";
    }

    @Override
    public List<Output> outputs() {
        return List.of(KIND, SIDE);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Watcher(connection, sink);
    }

    private static final class Watcher implements Observer {
        private final Connection connection;
        private final Sink sink;
        private final long[] finEnd = {Packet.NO_SEQUENCE, Packet.NO_SEQUENCE};
        private final boolean[] dataAfterClose = new boolean[2];
        private final int[] unanswered = new int[2];
        private boolean any;
        private Side first;
        private boolean answered;
        private boolean dataBetween;
        private Kind reset;
        private Side resetBy;

        Watcher(Connection connection, Sink sink) {
            this.connection = connection;
            this.sink = sink;
        }

        @Override
        public void packet(Packet packet) {
            any = true;
            int own = Sides.index(packet.side());
            int other = 1 - own;
            unanswered[other] = 0;
            if (packet.has(TcpFlags.RST)) {
                reset(packet.side());
                return;
            }
            if (packet.retransmission()) {
                unanswered[own]++;
            }
            boolean told = finEnd[other] != Packet.NO_SEQUENCE;
            if (packet.newBytes() > 0 && told) {
                dataAfterClose[other] = true;
                dataBetween |= first == packet.side().other() && packet.ack() >= finEnd[other];
            }
            if (packet.has(TcpFlags.FIN) && finEnd[own] == Packet.NO_SEQUENCE) {
                finEnd[own] = packet.end();
                if (told) {
                    answered = packet.ack() >= finEnd[other];
                } else {
                    first = packet.side();
                }
            }
        }

        private void reset(Side side) {
            if (reset != null || (both() && acknowledged())) {
                return; // a straggler
            }
            resetBy = side;
            int own = Sides.index(side);
            Sender sender = connection.sender(side);
            Sender peer = connection.sender(side.other());
            if (!sender.synSeen() && peer.synSeen() && peer.maxend() <= 1) {
                reset = Kind.REFUSED;
            } else if (finEnd[own] != Packet.NO_SEQUENCE && dataAfterClose[own]) {
                reset = Kind.RESET_AFTER_CLOSE;
            } else {
                boolean outstanding = sender.flight() > 0 || peer.flight() > 0;
                reset = outstanding ? Kind.RESET_OUTSTANDING : Kind.RESET;
            }
        }

        private boolean both() {
            return finEnd[0] != Packet.NO_SEQUENCE && finEnd[1] != Packet.NO_SEQUENCE;
        }

        private boolean acknowledged() {
            return connection.sender(Side.CLIENT).closed()
                    && connection.sender(Side.SERVER).closed();
        }

        @Override
        public void end() {
            if (!any) {
                return;
            }
            Kind kind = kind();
            sink.attribute(KIND, null, kind.code);
            Side side = side(kind);
            if (side != null) {
                sink.attribute(SIDE, null, Sides.index(side));
            }
        }

        private Kind kind() {
            if (reset != null) {
                return reset;
            }
            if (both()) {
                Kind orderly = dataBetween ? Kind.HALF_CLOSE : Kind.ORDERLY;
                return answered ? orderly : Kind.SIMULTANEOUS;
            }
            if (silent(Side.CLIENT) || silent(Side.SERVER)) {
                return Kind.UNANSWERED;
            }
            return first == null ? Kind.OPEN : Kind.CLOSING;
        }

        private boolean silent(Side side) {
            return unanswered[Sides.index(side)] >= UNANSWERED_TRANSMISSIONS;
        }

        private Side side(Kind kind) {
            return switch (kind) {
                case OPEN -> null;
                case RESET, RESET_OUTSTANDING, RESET_AFTER_CLOSE, REFUSED -> resetBy;
                case UNANSWERED -> silent(Side.CLIENT) ? Side.CLIENT : Side.SERVER;
                case CLOSING, ORDERLY, HALF_CLOSE, SIMULTANEOUS -> first;
            };
        }
    }
}
