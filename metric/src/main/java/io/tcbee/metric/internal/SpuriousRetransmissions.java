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
 * Retransmissions that were not needed, since what they repeat had arrived or was still on its way.
 *
 * <p>In order of their strength: a duplicate SACK block covers it (RFC 2883, RFC 3708); the
 * acknowledgment of it echoes a timestamp from before it (Eifel, RFC 3522); that came sooner after
 * it than half of the least round-trip time of the connection. What none of them proves counts as
 * needed.
 */
public final class SpuriousRetransmissions implements Metric {
    private static final int BY_DSACK = 1;
    private static final int BY_TIMESTAMP = 2;
    private static final int BY_TIME = 3;

    private static final Output SPURIOUS =
            Output.series(
                    "spurious_retransmission",
                    Unit.NONE,
                    Source.INFERRED,
                    "A retransmission of this side is proved to have been unnecessary; the value is"
                            + " the proof: 1 a duplicate SACK block, 2 an older timestamp echoed, 3"
                            + " acknowledged in less than half of the least round-trip time.",
                    "RFC 2883; RFC 3522; RFC 8985, section 6.2");
    private static final Output AGE =
            Output.series(
                    "spurious_retransmission_age_us",
                    Unit.MICROSECONDS,
                    Source.INFERRED,
                    "At the same moment, how long before the retransmission was sent.",
                    "RFC 2883; RFC 3522");
    private static final Output COUNT =
            Output.attribute(
                    "spurious_retransmissions",
                    Unit.SEGMENTS,
                    Source.INFERRED,
                    "Segments of retransmissions that are proved to have been unnecessary.",
                    "RFC 2883; RFC 3522");
    private static final Output DSACKS =
            Output.attribute(
                    "dsack_blocks",
                    Unit.COUNT,
                    Source.WIRE,
                    "Duplicate SACK blocks that tell this side of data which arrived twice.",
                    "RFC 2883, section 4");
    private static final Output RATE =
            Output.attribute(
                    "retransmission_rate",
                    Unit.RATIO,
                    Source.WIRE,
                    "Retransmitted segments with payload in all segments with payload that were"
                            + " sent.",
                    "RFC 4898, tcpEStatsPerfSegsRetrans");
    private static final Output LOSS =
            Output.attribute(
                    "loss_rate",
                    Unit.RATIO,
                    Source.INFERRED,
                    "The same without the retransmissions that are proved to have been unnecessary.",
                    "RFC 4898, tcpEStatsPerfSegsRetrans");

    @Override
    public String name() {
        return "spurious_retransmissions";
    }

    @Override
    public List<Output> outputs() {
        return List.of(SPURIOUS, AGE, COUNT, DSACKS, RATE, LOSS);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Judge(sink);
    }

    /** The last retransmissions of one side, oldest first; what falls out is taken for needed. */
    private static final class Sent {
        private static final int MOST = 256;

        private final long[] from = new long[MOST];
        private final long[] to = new long[MOST];
        private final long[] timeNs = new long[MOST];
        private final int[] tsval = new int[MOST];
        private final int[] segments = new int[MOST];
        private final boolean[] stamped = new boolean[MOST];
        private final boolean[] acked = new boolean[MOST];
        private int size;

        void add(Packet packet) {
            if (size == MOST) {
                remove(0);
            }
            from[size] = packet.seq();
            to[size] = packet.end();
            timeNs[size] = packet.timeNs();
            stamped[size] = packet.headers().timestamps();
            tsval[size] = packet.headers().tsval();
            segments[size] = packet.retransmittedSegments();
            acked[size] = false;
            size++;
        }

        void remove(int at) {
            int moved = size - at - 1;
            System.arraycopy(from, at + 1, from, at, moved);
            System.arraycopy(to, at + 1, to, at, moved);
            System.arraycopy(timeNs, at + 1, timeNs, at, moved);
            System.arraycopy(stamped, at + 1, stamped, at, moved);
            System.arraycopy(tsval, at + 1, tsval, at, moved);
            System.arraycopy(segments, at + 1, segments, at, moved);
            System.arraycopy(acked, at + 1, acked, at, moved);
            size--;
        }
    }

    private static final class Counts {
        private Sent sent;
        private long dataSegments;
        private long retransmitted;
        private long spurious;
        private long spuriousData;
        private long dsacks;
        private long leastRttNs = Long.MAX_VALUE;
        private long packets;
    }

    private static final class Judge implements Observer {
        private final Sink sink;
        private final Counts[] sides = {new Counts(), new Counts()};

        Judge(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void packet(Packet packet) {
            Counts own = sides[Sides.index(packet.side())];
            own.packets++;
            if (packet.payloadLength() > 0 && !packet.keepAlive() && !packet.pathDuplicate()) {
                own.dataSegments += packet.segments();
            }
            Counts other = sides[Sides.index(packet.side().other())];
            if (packet.rttNs() != Packet.NO_TIME) {
                other.leastRttNs = Math.min(other.leastRttNs, packet.rttNs());
            }
            if (packet.ack() != Packet.NO_SEQUENCE) {
                duplicates(packet, other);
                if (packet.ackedBytes() > 0 && other.sent != null) {
                    acknowledged(packet, other);
                }
            }
            if (packet.retransmission() && !packet.has(TcpFlags.SYN)) {
                if (packet.payloadLength() > 0) {
                    own.retransmitted += packet.retransmittedSegments();
                }
                if (own.sent == null) {
                    own.sent = new Sent();
                }
                own.sent.add(packet);
            }
        }

        /** The first block is a duplicate if below the acknowledgment or inside the second. */
        private void duplicates(Packet packet, Counts other) {
            int blocks = packet.sackBlocks();
            if (blocks == 0) {
                return;
            }
            long left = packet.sackLeft(0);
            long right = packet.sackRight(0);
            boolean inSecond =
                    blocks > 1 && left >= packet.sackLeft(1) && right <= packet.sackRight(1);
            if (left >= packet.ack() && !inSecond) {
                return;
            }
            other.dsacks++;
            if (other.sent == null) {
                return;
            }
            Sent sent = other.sent;
            for (int i = 0; i < sent.size; i++) {
                if (sent.from[i] < right && sent.to[i] > left) {
                    spurious(packet, other, i, BY_DSACK);
                    return; // one block tells of one copy
                }
            }
        }

        private void acknowledged(Packet packet, Counts other) {
            Sent sent = other.sent;
            boolean outgoing = !packet.outgoing(); // then it comes to the sender of the data
            for (int i = 0; i < sent.size; i++) {
                if (sent.acked[i] || sent.to[i] > packet.ack()) {
                    continue;
                }
                sent.acked[i] = true;
                boolean older =
                        sent.stamped[i]
                                && packet.headers().timestamps()
                                && packet.headers().tsecr() - sent.tsval[i] < 0;
                boolean soon = outgoing && packet.timeNs() - sent.timeNs[i] < other.leastRttNs / 2;
                if (older || (soon && other.leastRttNs != Long.MAX_VALUE)) {
                    spurious(packet, other, i, older ? BY_TIMESTAMP : BY_TIME);
                    i--;
                }
            }
        }

        private void spurious(Packet packet, Counts other, int at, int proof) {
            Sent sent = other.sent;
            Side side = packet.side().other();
            other.spurious += sent.segments[at];
            if (sent.to[at] - sent.from[at] > 0) {
                other.spuriousData += sent.segments[at];
            }
            sink.point(SPURIOUS, side, packet.timeNs(), proof);
            sink.point(AGE, side, packet.timeNs(), (packet.timeNs() - sent.timeNs[at]) / 1e3);
            sent.remove(at);
        }

        @Override
        public void end() {
            for (Side side : Side.values()) {
                Counts counts = sides[Sides.index(side)];
                if (counts.packets == 0) {
                    continue;
                }
                sink.attribute(COUNT, side, (double) counts.spurious);
                sink.attribute(DSACKS, side, (double) counts.dsacks);
                if (counts.dataSegments > 0) {
                    double sent = (double) counts.dataSegments;
                    sink.attribute(RATE, side, counts.retransmitted / sent);
                    sink.attribute(
                            LOSS,
                            side,
                            Math.max(0, counts.retransmitted - counts.spuriousData) / sent);
                }
            }
        }
    }
}
