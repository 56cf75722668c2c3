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
import io.tcbee.tcp.Sender;
import java.util.List;

/**
 * Bytes sent and not yet acknowledged: {@code SND.NXT - SND.UNA} of RFC 9293, section 3.3.1; and
 * the kernel's own estimate of what is in the network, RFC 6675's pipe.
 */
public final class BytesInFlight implements Metric {
    private static final Output FLIGHT =
            Output.series(
                    "bytes_in_flight",
                    Unit.BYTES,
                    Source.WIRE,
                    "Highest sequence number sent minus greatest acknowledgment; SYN and FIN count"
                            + " one each. A point where it changes. Where the data was seen at its"
                            + " receiver, it is what the receiver has not yet acknowledged.",
                    "RFC 9293, section 3.3.1");
    private static final Output MAX =
            Output.attribute(
                    "bytes_in_flight_max",
                    Unit.BYTES,
                    Source.WIRE,
                    "Greatest of bytes_in_flight.",
                    "RFC 9293, section 3.3.1");
    private static final Output PIPE =
            Output.series(
                    "flight_pipe",
                    Unit.BYTES,
                    Source.KERNEL,
                    "(packets_out - sacked_out - lost_out + retrans_out) * mss_cache. A point where"
                            + " it changes.",
                    "include/net/tcp.h, tcp_packets_in_flight; RFC 6675, section 4");

    @Override
    public String name() {
        return "bytes_in_flight";
    }

    @Override
    public List<Output> outputs() {
        return List.of(FLIGHT, MAX, PIPE);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final long[] flights = {-1, -1};
            private final long[] maxima = {-1, -1};
            private final long[] pipes = {-1, -1};

            @Override
            public void packet(Packet packet) {
                flight(packet.side(), packet.timeNs());
                flight(packet.side().other(), packet.timeNs());
            }

            private void flight(Side side, long timeNs) {
                Sender sender = connection.sender(side);
                long flight = sender.flight();
                int i = Sides.index(side);
                if (sender.flightKnown() && flight != flights[i]) {
                    flights[i] = flight;
                    maxima[i] = Math.max(maxima[i], flight);
                    sink.point(FLIGHT, side, timeNs, (double) flight);
                }
            }

            @Override
            public void sample(KernelSample sample) {
                if (!sample.carriesState()) {
                    return;
                }
                long segments =
                        sample.get(TcpState.PACKETS_OUT)
                                - sample.get(TcpState.SACKED_OUT)
                                - sample.get(TcpState.LOST_OUT)
                                + sample.get(TcpState.RETRANS_OUT);
                long pipe = segments * sample.get(TcpState.MSS_CACHE);
                int i = Sides.index(sample.side());
                if (pipe != pipes[i] && pipe >= 0) {
                    pipes[i] = pipe;
                    sink.point(PIPE, sample.side(), sample.timeNs(), (double) pipe);
                }
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    if (maxima[Sides.index(side)] >= 0) {
                        sink.attribute(MAX, side, (double) maxima[Sides.index(side)]);
                    }
                }
            }
        };
    }
}
