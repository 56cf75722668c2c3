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
 * Round-trip times by the timestamps option: RFC 7323, section 4. From the first packet that
 * carries a value of the clock to the first that echoes it and acknowledges something new; one
 * sample for each value, so a clock that ticks slowly gives fewer. A retransmission makes no sample
 * ambiguous, because it carries another value.
 */
public final class TimestampRtt implements Metric {
    private static final String RFC = "RFC 7323, section 4.3";

    private static final Output RTT =
            Output.series(
                    "rtt_timestamp_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "Round-trip time from this side to the other and back: from the first packet"
                            + " with a timestamp to the first acknowledgment of something new that"
                            + " echoes it.",
                    RFC);
    private static final Output COUNT =
            Output.attribute(
                    "rtt_timestamp_samples",
                    Unit.COUNT,
                    Source.WIRE,
                    "How many round-trip times the timestamps give.",
                    RFC);
    private static final Output LEAST =
            Output.attribute(
                    "rtt_timestamp_min_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "The least of the round-trip times that the timestamps give.",
                    RFC);

    @Override
    public String name() {
        return "timestamp_rtt";
    }

    @Override
    public List<Output> outputs() {
        return List.of(RTT, COUNT, LEAST);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Clock[] clocks = {new Clock(), new Clock()};

            @Override
            public void packet(Packet packet) {
                if (!packet.headers().timestamps()) {
                    return;
                }
                if (packet.ackedBytes() > 0) {
                    Side side = packet.side().other();
                    Clock clock = clocks[Sides.index(side)];
                    long sentNs = clock.sent(packet.headers().tsecr());
                    if (sentNs != Packet.NO_TIME) {
                        double us = (packet.timeNs() - sentNs) / 1e3;
                        clock.samples++;
                        clock.leastUs = Math.min(clock.leastUs, us);
                        sink.point(RTT, side, packet.timeNs(), us);
                    }
                }
                if (packet.outgoing() && packet.end() > packet.seq()) {
                    clocks[Sides.index(packet.side())].note(
                            packet.headers().tsval(), packet.timeNs());
                }
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    Clock clock = clocks[Sides.index(side)];
                    if (clock.samples > 0) {
                        sink.attribute(COUNT, side, (double) clock.samples);
                        sink.attribute(LEAST, side, clock.leastUs);
                    }
                }
            }
        };
    }

    /** The values of one side's clock that were not echoed yet, oldest first. */
    private static final class Clock {
        private static final int FIRST = 16;
        private static final int MOST = 4096; // ticks: four seconds of a clock of 1 ms

        private int[] values = new int[0];
        private long[] timesNs = new long[0];
        private int head;
        private int size;
        private boolean any;
        private int newest;
        private long samples;
        private double leastUs = Double.POSITIVE_INFINITY;

        void note(int value, long timeNs) {
            if (any && value - newest <= 0) {
                return;
            }
            any = true;
            newest = value;
            if (size == values.length) {
                grow();
            }
            int at = (head + size) & (values.length - 1);
            values[at] = value;
            timesNs[at] = timeNs;
            size++;
        }

        /** Doubles the room, or forgets the oldest where there is enough of it. */
        private void grow() {
            if (values.length == MOST) {
                head = (head + 1) & (MOST - 1);
                size--;
                return;
            }
            int length = Math.max(FIRST, 2 * values.length);
            int[] moreValues = new int[length];
            long[] moreTimes = new long[length];
            for (int i = 0; i < size; i++) {
                int at = (head + i) & (values.length - 1);
                moreValues[i] = values[at];
                moreTimes[i] = timesNs[at];
            }
            values = moreValues;
            timesNs = moreTimes;
            head = 0;
        }

        /** When that value was sent first, and forgets it and all before; else no time. */
        long sent(int echoed) {
            while (size > 0) {
                int difference = values[head] - echoed;
                if (difference > 0) {
                    return Packet.NO_TIME;
                }
                long timeNs = timesNs[head];
                head = (head + 1) & (values.length - 1);
                size--;
                if (difference == 0) {
                    return timeNs;
                }
            }
            return Packet.NO_TIME;
        }
    }
}
