package io.tcbee.metric.internal;

import io.tcbee.metric.KernelSample;
import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Option;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.TcpState;
import io.tcbee.model.Unit;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import java.util.List;
import java.util.Map;

/** How data leaves its host: at even distances, as pacing makes it, or in bursts. */
public final class Bursts implements Metric {
    private static final String KERNEL = "net/ipv4/tcp_output.c, tcp_update_skb_after_send";
    private static final double NS_PER_US = 1000;
    private static final double PARTS = 1e6; // of a ratio, as the distribution counts integers

    private static final Option GAP =
            new Option(
                    "gap_us",
                    Unit.MICROSECONDS,
                    100,
                    1,
                    1e6,
                    "Packets this close to the one before, or closer, are of its burst.");

    private static final Output BURST =
            Output.series(
                    "burst_segments",
                    Unit.SEGMENTS,
                    Source.WIRE,
                    "A burst of several packets with data begins, as they leave their host: none"
                            + " more than 100 us (option gap_us) behind the one before; the value is how"
                            + " many segments it has.",
                    "");
    private static final Output COUNT =
            Output.attribute(
                    "bursts",
                    Unit.COUNT,
                    Source.WIRE,
                    "How many bursts, those of one packet included.",
                    "");
    private static final Output MEAN =
            Output.attribute(
                    "burst_segments_mean",
                    Unit.SEGMENTS,
                    Source.WIRE,
                    "Segments with data that left, divided by bursts.",
                    "");
    private static final Output MOST =
            Output.attribute(
                    "burst_segments_max",
                    Unit.SEGMENTS,
                    Source.WIRE,
                    "Segments of the longest burst.",
                    "");
    private static final Output MEDIAN =
            Output.attribute(
                    "departure_gap_median_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "Median time from a packet with data to the next, as they leave their host. To"
                            + " 0.2 % of itself.",
                    "");
    private static final Output RATIO =
            Output.attribute(
                    "pacing_ratio",
                    Unit.RATIO,
                    Source.INFERRED,
                    "Median of a packet's payload over the time to the next packet, divided by the"
                            + " kernel's sk_pacing_rate: 1 is paced as the kernel wants, far above it is"
                            + " not paced.",
                    KERNEL);

    private final long gapNs;

    public Bursts() {
        this(GAP.standard());
    }

    private Bursts(double gapUs) {
        gapNs = Math.round(gapUs * NS_PER_US);
    }

    @Override
    public String name() {
        return "bursts";
    }

    @Override
    public List<Output> outputs() {
        return List.of(BURST, COUNT, MEAN, MOST, MEDIAN, RATIO);
    }

    @Override
    public List<Option> options() {
        return List.of(GAP);
    }

    @Override
    public Metric with(Map<String, Double> values) {
        return new Bursts(values.getOrDefault(GAP.name(), gapNs / NS_PER_US));
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Departures[] sides = new Departures[2];

            @Override
            public void packet(Packet packet) {
                if (packet.outgoing() && packet.payloadLength() > 0 && !packet.keepAlive()) {
                    of(packet.side()).left(packet);
                }
            }

            @Override
            public void sample(KernelSample sample) {
                if (sample.carriesState()) {
                    of(sample.side()).rate = sample.get(TcpState.SK_PACING_RATE);
                }
            }

            private Departures of(Side side) {
                int i = Sides.index(side);
                if (sides[i] == null) {
                    sides[i] = new Departures(side, gapNs, sink);
                }
                return sides[i];
            }

            @Override
            public void end() {
                for (Departures each : sides) {
                    if (each != null) {
                        each.end();
                    }
                }
            }
        };
    }

    private static final class Departures {
        private final Side side;
        private final long gapNs;
        private final Sink sink;
        private final Quantiles gaps = new Quantiles();
        private final Quantiles ratios = new Quantiles();
        private long rate; // bytes/s; below 1 unknown or unlimited (2^64 - 1)
        private long beginNs;
        private long lastNs = Packet.NO_TIME;
        private long lastBytes;
        private long packets;
        private long segments;
        private long bursts;
        private long all;
        private long most;

        Departures(Side side, long gapNs, Sink sink) {
            this.side = side;
            this.gapNs = gapNs;
            this.sink = sink;
        }

        void left(Packet packet) {
            if (lastNs != Packet.NO_TIME) {
                long ns = packet.timeNs() - lastNs;
                gaps.add(ns);
                if (rate > 0 && ns > 0) {
                    ratios.add(Math.round(PARTS * lastBytes * 1e9 / ns / rate));
                }
                if (ns > gapNs) {
                    close();
                }
            }
            if (packets == 0) {
                beginNs = packet.timeNs();
            }
            packets++;
            segments += packet.segments();
            lastNs = packet.timeNs();
            lastBytes = packet.payloadLength();
        }

        private void close() {
            if (packets > 1) {
                sink.point(BURST, side, beginNs, (double) segments);
            }
            bursts++;
            all += segments;
            most = Math.max(most, segments);
            packets = 0;
            segments = 0;
        }

        void end() {
            if (lastNs == Packet.NO_TIME) {
                return;
            }
            close();
            sink.attribute(COUNT, side, (double) bursts);
            sink.attribute(MEAN, side, (double) all / bursts);
            sink.attribute(MOST, side, (double) most);
            if (gaps.count() > 0) {
                sink.attribute(MEDIAN, side, gaps.quantile(0.5) / NS_PER_US);
            }
            if (ratios.count() > 0) {
                sink.attribute(RATIO, side, ratios.quantile(0.5) / PARTS);
            }
        }
    }
}
