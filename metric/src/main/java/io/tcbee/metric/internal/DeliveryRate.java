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
 * How fast data arrives at the receiver, per acknowledgment: the kernel's own samples, and the same
 * estimator over the packets, where they were sent.
 */
public final class DeliveryRate implements Metric {
    private static final String DRAFT =
            "draft-cheng-iccrg-delivery-rate-estimation-02, section 3.3";
    private static final String KERNEL = "net/ipv4/tcp.c, tcp_compute_delivery_rate";
    private static final double BITS = 8;
    private static final double NS_PER_S = 1e9;
    private static final double US_PER_S = 1e6;

    private static final Output RATE =
            Output.series(
                    "delivery_rate",
                    Unit.BITS_PER_SECOND,
                    Source.WIRE,
                    "Payload bits that arrived since the newest segment was sent that this"
                            + " acknowledgment reports, divided by the longer of the times in which they"
                            + " were sent and acknowledged; none if that is shorter than the least"
                            + " round-trip time so far.",
                    DRAFT);
    private static final Output MOST =
            Output.attribute(
                    "delivery_rate_max",
                    Unit.BITS_PER_SECOND,
                    Source.WIRE,
                    "Greatest of delivery_rate.",
                    DRAFT);
    private static final Output MEDIAN =
            Output.attribute(
                    "delivery_rate_median",
                    Unit.BITS_PER_SECOND,
                    Source.WIRE,
                    "Median of delivery_rate. To 0.2 % of itself.",
                    DRAFT);
    private static final Output TOLD =
            Output.series(
                    "delivery_rate_kernel",
                    Unit.BITS_PER_SECOND,
                    Source.KERNEL,
                    "rate_delivered * mss_cache / rate_interval_us: the sample that TCP_INFO tells as"
                            + " delivery_rate. A point where it changes.",
                    KERNEL);

    @Override
    public String name() {
        return "delivery_rate";
    }

    @Override
    public List<Output> outputs() {
        return List.of(RATE, MOST, MEDIAN, TOLD);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Estimator[] sides = new Estimator[2];
            private final long[] toldDelivered = {-1, -1};
            private final long[] toldInterval = {-1, -1};

            @Override
            public void packet(Packet packet) {
                int own = Sides.index(packet.side());
                if (packet.outgoing() && packet.payloadLength() > 0) {
                    if (sides[own] == null) {
                        sides[own] = new Estimator(connection.sender(packet.side()));
                    }
                    sides[own].sent(packet);
                }
                Estimator other = sides[1 - own];
                if (other != null && (packet.ackedBytes() > 0 || packet.newlySackedBytes() > 0)) {
                    double rate = other.acknowledged(packet);
                    if (rate > 0) {
                        sink.point(RATE, packet.side().other(), packet.timeNs(), rate);
                    }
                }
            }

            @Override
            public void sample(KernelSample sample) {
                if (!sample.carriesState()) {
                    return;
                }
                long delivered = sample.get(TcpState.RATE_DELIVERED);
                long intervalUs = sample.get(TcpState.RATE_INTERVAL_US);
                int i = Sides.index(sample.side());
                if (delivered <= 0
                        || intervalUs <= 0
                        || (delivered == toldDelivered[i] && intervalUs == toldInterval[i])) {
                    return;
                }
                toldDelivered[i] = delivered;
                toldInterval[i] = intervalUs;
                double bytes = (double) delivered * sample.get(TcpState.MSS_CACHE);
                sink.point(
                        TOLD, sample.side(), sample.timeNs(), bytes * BITS * US_PER_S / intervalUs);
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    Estimator estimator = sides[Sides.index(side)];
                    if (estimator != null && estimator.rates.count() > 0) {
                        sink.attribute(MOST, side, (double) estimator.rates.greatest());
                        sink.attribute(MEDIAN, side, estimator.rates.quantile(0.5));
                    }
                }
            }
        };
    }

    /** The estimator of the draft over one side's packets; names are those of its section 3. */
    private static final class Estimator {
        private final Sender sender;
        private final SentSegments sent = new SentSegments();
        private final Quantiles rates = new Quantiles();
        private long delivered;
        private long deliveredNs;
        private long firstSentNs;
        private long minRttNs = Long.MAX_VALUE;
        private boolean idle = true;

        // the sample of the acknowledgment that is being taken in
        private boolean any;
        private long priorDelivered;
        private long priorNs;
        private long sendNs;
        private long lastEnd;

        Estimator(Sender sender) {
            this.sender = sender;
        }

        void sent(Packet packet) {
            if (packet.keepAlive() || packet.pathDuplicate()) {
                return;
            }
            if (idle) {
                firstSentNs = packet.timeNs();
                deliveredNs = packet.timeNs();
                idle = false;
            }
            sent.sent(
                    packet.seq(),
                    packet.end(),
                    packet.timeNs(),
                    firstSentNs,
                    delivered,
                    deliveredNs);
        }

        /** bit/s; 0 if it gives no sample. */
        double acknowledged(Packet packet) {
            any = false;
            for (int i = 0; i < packet.sackBlocks(); i++) {
                if (packet.newlySackedBytes() > 0 && packet.sackRight(i) > packet.ack()) {
                    sack(packet.sackLeft(i), packet.sackRight(i));
                }
            }
            long segment = sent.first();
            while (sent.has(segment) && sent.start(segment) < packet.ack()) {
                take(segment);
                if (sent.end(segment) > packet.ack()) {
                    break;
                }
                segment++;
            }
            sent.dropEndingBy(packet.ack());
            delivered += packet.deliveredBytes();
            deliveredNs = packet.timeNs();
            idle = sender.flight() == 0;
            if (packet.rttNs() != Packet.NO_TIME) {
                minRttNs = Math.min(minRttNs, packet.rttNs());
            }
            return any ? rate(packet.timeNs()) : 0;
        }

        private void sack(long left, long right) {
            long segment = sent.firstEndingAfter(left);
            while (sent.has(segment) && sent.end(segment) <= right) {
                if (sent.start(segment) >= left) {
                    take(segment);
                    sent.reported(segment);
                }
                segment++;
            }
        }

        private void take(long segment) {
            if (sent.wasReported(segment)) {
                return;
            }
            long sentNs = sent.sentNs(segment);
            boolean newer =
                    sentNs > firstSentNs || (sentNs == firstSentNs && sent.end(segment) > lastEnd);
            if (!any || newer) {
                any = true;
                priorDelivered = sent.delivered(segment);
                priorNs = sent.deliveredNs(segment);
                lastEnd = sent.end(segment);
                firstSentNs = sentNs;
                sendNs = sentNs - sent.firstSentNs(segment);
            }
        }

        private double rate(long nowNs) {
            long intervalNs = Math.max(sendNs, nowNs - priorNs);
            if (intervalNs <= 0 || intervalNs < minRttNs || delivered <= priorDelivered) {
                return 0;
            }
            double rate = (delivered - priorDelivered) * BITS * NS_PER_S / intervalNs;
            rates.add(Math.round(rate));
            return rate;
        }
    }
}
