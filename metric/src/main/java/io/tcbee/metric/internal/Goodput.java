package io.tcbee.metric.internal;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Option;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import java.util.List;
import java.util.Map;

/**
 * Payload that the other side told to have received, each byte once, per time: goodput of RFC 2647,
 * section 3.17, seen from the acknowledgments.
 */
public final class Goodput implements Metric {
    private static final double NS_PER_MILLISECOND = 1e6;
    private static final double BITS_PER_BYTE = 8;
    private static final double NS_PER_SECOND = 1e9;
    private static final String RFC = "RFC 2647, section 3.17";

    private static final Option LEAST_BIN =
            new Option(
                    "least_bin_ms",
                    Unit.MILLISECONDS,
                    100,
                    0.001,
                    3_600_000,
                    "The least length of the bins of goodput; four smoothed round-trip times if"
                            + " those are longer.");
    private static final Output SERIES =
            Output.series(
                    "goodput",
                    Unit.BITS_PER_SECOND,
                    Source.WIRE,
                    "Payload bits newly acknowledged, by ACK or SACK, in the bin that ends here,"
                            + " divided by its length: the longer of 100 ms (option least_bin_ms) and four times the"
                            + " smoothed round-trip time at the first acknowledgment of data. Of"
                            + " several zero bins in a row the first and the last are told.",
                    RFC);
    private static final Output AVERAGE =
            Output.attribute(
                    "goodput_average",
                    Unit.BITS_PER_SECOND,
                    Source.WIRE,
                    "Payload bits acknowledged, from the first data sent to the last"
                            + " acknowledgment of something new.",
                    RFC);
    private static final Output BIN =
            Output.attribute(
                    "goodput_bin_ns",
                    Unit.NANOSECONDS,
                    Source.WIRE,
                    "Length of the bins of goodput.",
                    RFC);

    private final long leastBinNs;

    public Goodput() {
        this(LEAST_BIN.standard());
    }

    private Goodput(double leastBinMs) {
        leastBinNs = (long) (leastBinMs * NS_PER_MILLISECOND);
    }

    @Override
    public List<Option> options() {
        return List.of(LEAST_BIN);
    }

    @Override
    public Metric with(Map<String, Double> values) {
        return new Goodput(LEAST_BIN.of(values));
    }

    @Override
    public String name() {
        return "goodput";
    }

    @Override
    public List<Output> outputs() {
        return List.of(SERIES, AVERAGE, BIN);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Bins[] bins = {
                new Bins(Side.CLIENT, leastBinNs), new Bins(Side.SERVER, leastBinNs)
            };

            @Override
            public void packet(Packet packet) {
                if (packet.payloadLength() > 0 && !packet.keepAlive()) {
                    bins[Sides.index(packet.side())].sent(packet.timeNs());
                }
                Side sender = packet.side().other();
                if (packet.deliveredBytes() > 0) {
                    long srttNs = connection.sender(sender).roundTripTime().srttNs();
                    bins[Sides.index(sender)].delivered(
                            packet.timeNs(), packet.deliveredBytes(), srttNs, sink);
                }
            }

            @Override
            public void end() {
                for (Bins each : bins) {
                    each.end(sink);
                }
            }
        };
    }

    /** The bins of one side's data. */
    private static final class Bins {
        private final Side side;
        private final long leastBinNs;
        private long firstSentNs = Packet.NO_TIME;
        private long lastDeliveredNs;
        private long total;
        private long widthNs;
        private long binEndNs;
        private long inBin;

        Bins(Side side, long leastBinNs) {
            this.side = side;
            this.leastBinNs = leastBinNs;
        }

        void sent(long timeNs) {
            if (firstSentNs == Packet.NO_TIME) {
                firstSentNs = timeNs;
            }
        }

        void delivered(long timeNs, long bytes, long srttNs, Sink sink) {
            sent(timeNs);
            if (widthNs == 0) {
                widthNs = Math.max(leastBinNs, 4 * srttNs);
                binEndNs = firstSentNs + widthNs;
            }
            if (timeNs >= binEndNs) {
                closeUntil(timeNs, sink);
            }
            inBin += bytes;
            total += bytes;
            lastDeliveredNs = timeNs;
        }

        private void closeUntil(long timeNs, Sink sink) {
            emit(sink);
            long empty = (timeNs - binEndNs) / widthNs;
            if (empty > 0) {
                binEndNs += widthNs;
                emit(sink);
                if (empty > 1) {
                    binEndNs += (empty - 1) * widthNs;
                    emit(sink);
                }
            }
            binEndNs += widthNs;
        }

        private void emit(Sink sink) {
            sink.point(SERIES, side, binEndNs, inBin * BITS_PER_BYTE * NS_PER_SECOND / widthNs);
            inBin = 0;
        }

        void end(Sink sink) {
            if (widthNs == 0) {
                return;
            }
            emit(sink);
            sink.attribute(BIN, side, (double) widthNs);
            if (lastDeliveredNs > firstSentNs) {
                double seconds = (lastDeliveredNs - firstSentNs) / NS_PER_SECOND;
                sink.attribute(AVERAGE, side, total * BITS_PER_BYTE / seconds);
            }
        }
    }
}
