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
import java.util.Arrays;
import java.util.List;

/** How much longer than the least a round trip takes: what queues and hosts add. */
public final class QueueingDelay implements Metric {
    private static final long SECOND_NS = 1_000_000_000;
    private static final int SECONDS = 10;
    private static final double NS_PER_US = 1000;

    private static final Output SERIES =
            Output.series(
                    "queueing_delay_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "A sample rtt_us less the least one of its second and the nine seconds before:"
                            + " the path may change.",
                    "RFC 6349, section 3.3");
    private static final Output GREATEST =
            Output.attribute(
                    "queueing_delay_max_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "Greatest rtt_us less the least of the whole connection.",
                    "RFC 6349, section 3.3");
    private static final Output PERCENT =
            Output.attribute(
                    "buffer_delay",
                    Unit.RATIO,
                    Source.WIRE,
                    "Mean of rtt_us over the least one, less one.",
                    "RFC 6349, section 3.3");

    @Override
    public String name() {
        return "queueing_delay";
    }

    @Override
    public List<Output> outputs() {
        return List.of(SERIES, GREATEST, PERCENT);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Delays[] sides = new Delays[2];

            @Override
            public void packet(Packet packet) {
                if (packet.rttNs() == Packet.NO_TIME) {
                    return;
                }
                Side sender = packet.side().other();
                int i = Sides.index(sender);
                if (sides[i] == null) {
                    sides[i] = new Delays();
                }
                long base = sides[i].add(packet.timeNs(), packet.rttNs());
                sink.point(SERIES, sender, packet.timeNs(), (packet.rttNs() - base) / NS_PER_US);
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    Delays delays = sides[Sides.index(side)];
                    if (delays != null) {
                        sink.attribute(
                                GREATEST, side, (delays.greatest - delays.least) / NS_PER_US);
                        double mean = delays.sum / delays.count;
                        sink.attribute(PERCENT, side, mean / delays.least - 1);
                    }
                }
            }
        };
    }

    /** The samples of one side: the least of each of the last seconds, and of all. */
    private static final class Delays {
        private final long[] leastOfSecond = new long[SECONDS];
        private long second = Long.MIN_VALUE;
        private long least = Long.MAX_VALUE;
        private long greatest;
        private double sum;
        private long count;

        /** Takes a sample and tells the least of the last seconds, itself included. */
        long add(long timeNs, long rttNs) {
            least = Math.min(least, rttNs);
            greatest = Math.max(greatest, rttNs);
            sum += rttNs;
            count++;
            long now = Math.floorDiv(timeNs, SECOND_NS);
            if (second == Long.MIN_VALUE || now - second >= SECONDS) {
                Arrays.fill(leastOfSecond, Long.MAX_VALUE);
                second = now;
            }
            while (second < now) {
                second++;
                leastOfSecond[Math.floorMod(second, SECONDS)] = Long.MAX_VALUE;
            }
            int place = Math.floorMod(second, SECONDS);
            leastOfSecond[place] = Math.min(leastOfSecond[place], rttNs);
            long base = rttNs;
            for (long each : leastOfSecond) {
                base = Math.min(base, each);
            }
            return base;
        }
    }
}
