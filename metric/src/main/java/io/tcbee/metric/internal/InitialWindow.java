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
 * What a side sends before the first of it is acknowledged: RFC 6928. The data of a SYN does not
 * count, nor does a connection whose beginning was not seen.
 */
public final class InitialWindow implements Metric {
    private static final String RFC = "RFC 6928, section 2";

    private static final Output BYTES =
            Output.attribute(
                    "initial_window_bytes",
                    Unit.BYTES,
                    Source.WIRE,
                    "Payload sent before the first acknowledgment of any of it; all of it if none"
                            + " came. Less than the window if the application had no more to send.",
                    RFC);
    private static final Output SEGMENTS =
            Output.attribute(
                    "initial_window_segments",
                    Unit.SEGMENTS,
                    Source.WIRE,
                    "The segments of initial_window_bytes.",
                    RFC);

    @Override
    public String name() {
        return "initial_window";
    }

    @Override
    public List<Output> outputs() {
        return List.of(BYTES, SEGMENTS);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final long[] bytes = new long[2];
            private final long[] segments = new long[2];
            private final boolean[] answered = new boolean[2];

            @Override
            public void packet(Packet packet) {
                int own = Sides.index(packet.side());
                int peer = 1 - own;
                // The first byte is 1: what acknowledges 2 or more acknowledges data.
                if (packet.ack() != Packet.NO_SEQUENCE && packet.ack() > 1 && bytes[peer] > 0) {
                    answered[peer] = true;
                }
                if (!answered[own] && packet.seq() >= 1 && packet.newBytes() > 0) {
                    bytes[own] += packet.newBytes();
                    segments[own] += packet.segments();
                }
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    int i = Sides.index(side);
                    if (bytes[i] > 0 && connection.sender(side).synSeen()) {
                        sink.attribute(BYTES, side, (double) bytes[i]);
                        sink.attribute(SEGMENTS, side, (double) segments[i]);
                    }
                }
            }
        };
    }
}
