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
import io.tcbee.tcp.Packet;
import java.util.List;

/** How much each side sent: packets, segments and bytes of RFC 9293, and its greatest window. */
public final class Totals implements Metric {
    private static final String RFC = "RFC 9293, section 3.4";

    private static final Output BYTES =
            Output.attribute(
                    "bytes",
                    Unit.BYTES,
                    Source.WIRE,
                    "Payload bytes sent that were seen, each counted once.",
                    RFC);
    private static final Output PACKETS =
            Output.attribute(
                    "packets",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets sent, as the stack handled them; one may be many segments.",
                    RFC);
    private static final Output SEGMENTS =
            Output.attribute(
                    "segments",
                    Unit.SEGMENTS,
                    Source.WIRE,
                    "Segments sent, those without payload included.",
                    RFC);
    private static final Output CWND =
            Output.attribute(
                    "snd_cwnd_max",
                    Unit.SEGMENTS,
                    Source.KERNEL,
                    "Greatest congestion window that an event carried.",
                    "RFC 5681, section 2");

    @Override
    public String name() {
        return "totals";
    }

    @Override
    public List<Output> outputs() {
        return List.of(BYTES, PACKETS, SEGMENTS, CWND);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final long[] bytes = new long[2];
            private final long[] packets = new long[2];
            private final long[] segments = new long[2];
            private final long[] cwnd = new long[2];

            @Override
            public void packet(Packet packet) {
                int i = Sides.index(packet.side());
                bytes[i] += packet.newBytes();
                packets[i]++;
                segments[i] += packet.segments();
            }

            @Override
            public void sample(KernelSample sample) {
                if (sample.carriesState()) {
                    int i = Sides.index(sample.side());
                    cwnd[i] = Math.max(cwnd[i], sample.get(TcpState.SND_CWND));
                }
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    int i = Sides.index(side);
                    if (packets[i] > 0) {
                        sink.attribute(BYTES, side, (double) bytes[i]);
                        sink.attribute(PACKETS, side, (double) packets[i]);
                        sink.attribute(SEGMENTS, side, (double) segments[i]);
                    }
                    if (cwnd[i] > 0) {
                        sink.attribute(CWND, side, (double) cwnd[i]);
                    }
                }
            }
        };
    }
}
