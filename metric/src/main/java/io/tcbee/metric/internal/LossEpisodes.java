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
import io.tcbee.tcp.Sender;
import io.tcbee.tcp.TcpFlags;
import java.util.List;

/**
 * Times in which a side repairs losses: from the first retransmission until all that was sent
 * before it is acknowledged, which is {@code recover} of RFC 6582, section 3.2.
 *
 * <p>The first retransmission of the end of what was sent, while nothing tells of a loss, is taken
 * for a tail loss probe (RFC 8985, section 7), and begins none.
 */
public final class LossEpisodes implements Metric {
    private static final String RFC = "RFC 6582, section 3.2";
    private static final int BY_ACKS = 1;
    private static final int BY_TIMEOUT = 2;

    private static final Output EPISODE =
            Output.series(
                    "loss_episode_us",
                    Unit.MICROSECONDS,
                    Source.INFERRED,
                    "All that was outstanding when this side began to repair is acknowledged; the"
                            + " value is how long that took.",
                    RFC);
    private static final Output REPAIRED =
            Output.series(
                    "loss_episode_segments",
                    Unit.SEGMENTS,
                    Source.WIRE,
                    "At the same moment, how many segments were retransmitted meanwhile.",
                    RFC);
    private static final Output TRIGGER =
            Output.series(
                    "loss_episode_trigger",
                    Unit.NONE,
                    Source.INFERRED,
                    "At the same moment, what began it: 1 acknowledgments that report a hole or"
                            + " repeat themselves, 2 a timeout.",
                    RFC);
    private static final Output COUNT =
            Output.attribute(
                    "loss_episodes",
                    Unit.COUNT,
                    Source.INFERRED,
                    "How often this side began to repair losses; one that did not end counts too.",
                    RFC);
    private static final Output TOTAL =
            Output.attribute(
                    "loss_episodes_total_us",
                    Unit.MICROSECONDS,
                    Source.INFERRED,
                    "How long this side repaired losses, all in all; one that did not end counts to"
                            + " the last packet.",
                    RFC);

    @Override
    public String name() {
        return "loss_episodes";
    }

    @Override
    public List<Output> outputs() {
        return List.of(EPISODE, REPAIRED, TRIGGER, COUNT, TOTAL);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Watcher(connection, sink);
    }

    private static final class Repair {
        private boolean active;
        private boolean probed;
        private long recover;
        private long beginNs;
        private long segments;
        private int trigger;
        private long episodes;
        private long totalNs;
        private boolean seen;
    }

    private static final class Watcher implements Observer {
        private final Connection connection;
        private final Sink sink;
        private final Repair[] repairs = {new Repair(), new Repair()};
        private long lastNs;

        Watcher(Connection connection, Sink sink) {
            this.connection = connection;
            this.sink = sink;
        }

        @Override
        public void packet(Packet packet) {
            lastNs = packet.timeNs();
            Repair other = repairs[Sides.index(packet.side().other())];
            Sender acked = connection.sender(packet.side().other());
            if (packet.ackedBytes() > 0) {
                other.probed = false;
                if (other.active && acked.una() >= other.recover) {
                    end(other, packet);
                }
            }
            Repair own = repairs[Sides.index(packet.side())];
            own.seen = true;
            if (!packet.retransmission() || packet.has(TcpFlags.SYN)) {
                return;
            }
            if (!own.active) {
                begin(own, packet);
            }
            if (own.active) {
                own.segments += packet.retransmittedSegments();
            }
        }

        private void begin(Repair repair, Packet packet) {
            Sender sender = connection.sender(packet.side());
            boolean told = sender.sacked().bytes() > 0 || sender.duplicateAcks() > 0;
            if (!told && !repair.probed && packet.end() == sender.maxend()) {
                repair.probed = true; // the first time that timers send the tail again
                return;
            }
            repair.active = true;
            repair.recover = sender.maxend();
            repair.beginNs = packet.timeNs();
            repair.segments = 0;
            repair.trigger = told ? BY_ACKS : BY_TIMEOUT;
            repair.episodes++;
        }

        private void end(Repair repair, Packet packet) {
            repair.active = false;
            long ns = packet.timeNs() - repair.beginNs;
            repair.totalNs += ns;
            Side side = packet.side().other();
            sink.point(EPISODE, side, packet.timeNs(), ns / 1e3);
            sink.point(REPAIRED, side, packet.timeNs(), (double) repair.segments);
            sink.point(TRIGGER, side, packet.timeNs(), repair.trigger);
        }

        @Override
        public void end() {
            for (Side side : Side.values()) {
                Repair repair = repairs[Sides.index(side)];
                if (repair.seen) {
                    long open = repair.active ? lastNs - repair.beginNs : 0;
                    sink.attribute(COUNT, side, (double) repair.episodes);
                    sink.attribute(TOTAL, side, (repair.totalNs + open) / 1e3);
                }
            }
        }
    }
}
