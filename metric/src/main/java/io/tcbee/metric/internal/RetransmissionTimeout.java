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
import io.tcbee.tcp.RoundTripTime;
import java.util.List;

/**
 * The smoothed round-trip time and the timeout that RFC 6298 makes of the samples {@code rtt_us}.
 * The kernel's own are srtt_us, rttvar_us and icsk_rto in tcp_state: Linux computes them otherwise,
 * with a floor of 200 ms on the term of the variance.
 */
public final class RetransmissionTimeout implements Metric {
    private static final String RFC = "RFC 6298, section 2";
    private static final double NS_PER_US = 1000;

    private static final Output SRTT =
            Output.series(
                    "srtt_rfc6298_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "Smoothed round-trip time after a sample: seven eighths of the one before and an"
                            + " eighth of the sample.",
                    RFC);
    private static final Output RTTVAR =
            Output.series(
                    "rttvar_rfc6298_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "Variation of the round-trip time after a sample: three quarters of the one"
                            + " before and a quarter of the sample's distance from the smoothed.",
                    RFC);
    private static final Output RTO =
            Output.series(
                    "rto_rfc6298_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "Retransmission timeout after a sample: smoothed plus four variations, at least"
                            + " 1 ms of these; without the floor of one second.",
                    RFC);

    @Override
    public String name() {
        return "retransmission_timeout";
    }

    @Override
    public List<Output> outputs() {
        return List.of(SRTT, RTTVAR, RTO);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            @Override
            public void packet(Packet packet) {
                if (packet.rttNs() == Packet.NO_TIME) {
                    return;
                }
                Side sender = packet.side().other();
                RoundTripTime time = connection.sender(sender).roundTripTime();
                sink.point(SRTT, sender, packet.timeNs(), time.srttNs() / NS_PER_US);
                sink.point(RTTVAR, sender, packet.timeNs(), time.rttvarNs() / NS_PER_US);
                sink.point(RTO, sender, packet.timeNs(), time.rtoNs() / NS_PER_US);
            }
        };
    }
}
