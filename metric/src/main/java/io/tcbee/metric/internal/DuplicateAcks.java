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
import java.util.List;

/**
 * Duplicate acknowledgments of a side's data, by both definitions: RFC 5681, section 2, and RFC
 * 6675, section 2.
 */
public final class DuplicateAcks implements Metric {
    private static final String RFC_5681 = "RFC 5681, section 2";
    private static final String RFC_6675 = "RFC 6675, section 2";

    private static final Output DUPLICATE =
            Output.series(
                    "duplicate_ack",
                    Unit.COUNT,
                    Source.WIRE,
                    "A duplicate acknowledgment of this side's data (RFC 5681); the value is its"
                            + " number since the last that acknowledged something new.",
                    RFC_5681);
    private static final Output STRICT =
            Output.attribute(
                    "dupack_5681",
                    Unit.COUNT,
                    Source.WIRE,
                    "Acknowledgments of this side's data without payload, SYN or FIN, that repeat"
                            + " the greatest number seen and the window of the packet before, while"
                            + " data is outstanding.",
                    RFC_5681);
    private static final Output SACK =
            Output.attribute(
                    "dupack_6675",
                    Unit.COUNT,
                    Source.WIRE,
                    "Acknowledgments of this side's data that report by SACK what none before"
                            + " reported.",
                    RFC_6675);

    @Override
    public String name() {
        return "duplicate_acks";
    }

    @Override
    public List<Output> outputs() {
        return List.of(DUPLICATE, STRICT, SACK);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final long[] strict = new long[2];
            private final long[] sack = new long[2];
            private final boolean[] any = new boolean[2];

            @Override
            public void packet(Packet packet) {
                Side sender = packet.side().other();
                int i = Sides.index(sender);
                any[i] |= packet.ack() != Packet.NO_SEQUENCE;
                if (packet.duplicateAck6675()) {
                    sack[i]++;
                }
                if (packet.duplicateAck5681()) {
                    strict[i]++;
                    int number = connection.sender(sender).duplicateAcks();
                    sink.point(DUPLICATE, sender, packet.timeNs(), number);
                }
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    if (any[Sides.index(side)]) {
                        sink.attribute(STRICT, side, (double) strict[Sides.index(side)]);
                        sink.attribute(SACK, side, (double) sack[Sides.index(side)]);
                    }
                }
            }
        };
    }
}
