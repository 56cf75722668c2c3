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
 * By how much reordered packets come late: RFC 4737, section 4.2. Which packets are reordered, and
 * not retransmitted or repeated by the path, {@link Packet#reordered} says.
 */
public final class Reordering implements Metric {
    private static final Output EXTENT =
            Output.series(
                    "reordering_extent",
                    Unit.PACKETS,
                    Source.WIRE,
                    "A packet of this side came after others that were sent later; the value is how"
                            + " many packets back the first of those was.",
                    "RFC 4737, section 4.2.1");
    private static final Output LATE =
            Output.series(
                    "reordering_late_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "At the same moment, how long after the first of those it came.",
                    "RFC 4737, section 4.2.2");
    private static final Output MOST =
            Output.attribute(
                    "reordering_extent_max",
                    Unit.PACKETS,
                    Source.WIRE,
                    "The greatest extent of reordering of this side's packets; absent if none was"
                            + " reordered.",
                    "RFC 4737, section 4.2.1");

    @Override
    public String name() {
        return "reordering";
    }

    @Override
    public List<Output> outputs() {
        return List.of(EXTENT, LATE, MOST);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Arrivals[] arrivals = {new Arrivals(), new Arrivals()};
            private final int[] most = new int[2];

            @Override
            public void packet(Packet packet) {
                if (packet.payloadLength() == 0
                        || packet.retransmission()
                        || packet.pathDuplicate()
                        || packet.keepAlive()) {
                    return;
                }
                int side = Sides.index(packet.side());
                if (packet.reordered()) {
                    int back = arrivals[side].firstBeyond(packet.seq());
                    if (back > 0) {
                        most[side] = Math.max(most[side], back);
                        double us = (packet.timeNs() - arrivals[side].timeNs(back)) / 1e3;
                        sink.point(EXTENT, packet.side(), packet.timeNs(), back);
                        sink.point(LATE, packet.side(), packet.timeNs(), us);
                    }
                }
                arrivals[side].add(packet.seq(), packet.timeNs());
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    if (most[Sides.index(side)] > 0) {
                        sink.attribute(MOST, side, most[Sides.index(side)]);
                    }
                }
            }
        };
    }

    /** The packets of one side that came last. */
    private static final class Arrivals {
        private static final int FIRST = 8;
        private static final int ROOM = 1024; // a greater extent is told as this

        private long[] seqs = new long[FIRST];
        private long[] timesNs = new long[FIRST];
        private long count;

        void add(long seq, long timeNs) {
            if (count == seqs.length && seqs.length < ROOM) {
                seqs = java.util.Arrays.copyOf(seqs, 2 * seqs.length);
                timesNs = java.util.Arrays.copyOf(timesNs, 2 * timesNs.length);
            }
            int at = (int) (count++ & (seqs.length - 1));
            seqs[at] = seq;
            timesNs[at] = timeNs;
        }

        /** How many packets back the earliest was that lies beyond {@code seq}; 0 none. */
        int firstBeyond(long seq) {
            int known = (int) Math.min(count, seqs.length);
            for (int back = known; back > 0; back--) {
                if (seqs[at(back)] > seq) {
                    return back;
                }
            }
            return 0;
        }

        long timeNs(int back) {
            return timesNs[at(back)];
        }

        private int at(int back) {
            return (int) ((count - back) & (seqs.length - 1));
        }
    }
}
