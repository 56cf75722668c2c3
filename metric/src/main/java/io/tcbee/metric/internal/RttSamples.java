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

/**
 * Round-trip times of segments and their acknowledgments, where the segments were sent: RFC 6298,
 * section 3 (Karn), and no sample that a repaired hole has delayed.
 */
public final class RttSamples implements Metric {
    private static final String KARN = "RFC 6298, section 3";
    private static final String HISTOGRAM = " To 0.2 % of itself.";
    private static final double NS_PER_US = 1000;

    private static final Output RTT =
            Output.series(
                    "rtt_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "From the last transmission of the newest segment that an acknowledgment covers"
                            + " completely to that acknowledgment; not if any of it was"
                            + " retransmitted, or anything below it was transmitted later.",
                    KARN);
    private static final Output MIN =
            Output.attribute(
                    "rtt_min_us", Unit.MICROSECONDS, Source.WIRE, "Least of rtt_us.", KARN);
    private static final Output MAX =
            Output.attribute(
                    "rtt_max_us", Unit.MICROSECONDS, Source.WIRE, "Greatest of rtt_us.", KARN);
    private static final Output MEDIAN =
            Output.attribute(
                    "rtt_median_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "Median of rtt_us (nearest rank)." + HISTOGRAM,
                    KARN);
    private static final Output P95 =
            Output.attribute(
                    "rtt_p95_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "95th percentile of rtt_us (nearest rank)." + HISTOGRAM,
                    KARN);
    private static final Output SAMPLES =
            Output.attribute(
                    "rtt_samples", Unit.COUNT, Source.WIRE, "How many rtt_us there are.", KARN);
    private static final Output HANDSHAKE =
            Output.attribute(
                    "handshake_rtt_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "The sample of the SYN (client) or the SYN-ACK (server); absent if that was"
                            + " retransmitted.",
                    "RFC 9293, section 3.5");

    @Override
    public String name() {
        return "rtt";
    }

    @Override
    public List<Output> outputs() {
        return List.of(RTT, MIN, MAX, MEDIAN, P95, SAMPLES, HANDSHAKE);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Quantiles[] quantiles = new Quantiles[2];

            @Override
            public void packet(Packet packet) {
                if (packet.rttNs() == Packet.NO_TIME) {
                    return;
                }
                Side sender = packet.side().other();
                sink.point(RTT, sender, packet.timeNs(), packet.rttNs() / NS_PER_US);
                of(sender).add(packet.rttNs());
                // The sender's SYN was 0, so what this acknowledges now began there.
                if (packet.ack() - packet.ackedBytes() == 0
                        && (packet.has(TcpFlags.SYN) || packet.ack() == 1)) {
                    sink.attribute(HANDSHAKE, sender, packet.rttNs() / NS_PER_US);
                }
            }

            private Quantiles of(Side side) {
                if (quantiles[Sides.index(side)] == null) {
                    quantiles[Sides.index(side)] = new Quantiles();
                }
                return quantiles[Sides.index(side)];
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    Quantiles rtt = quantiles[Sides.index(side)];
                    if (rtt == null) {
                        continue;
                    }
                    sink.attribute(MIN, side, rtt.least() / NS_PER_US);
                    sink.attribute(MAX, side, rtt.greatest() / NS_PER_US);
                    sink.attribute(MEDIAN, side, rtt.quantile(0.5) / NS_PER_US);
                    sink.attribute(P95, side, rtt.quantile(0.95) / NS_PER_US);
                    sink.attribute(SAMPLES, side, (double) rtt.count());
                }
            }
        };
    }
}
