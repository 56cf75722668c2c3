package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.lab.Direction;
import io.tcbee.lab.PathLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which round-trip times the path's log allows: whatever the machine does meanwhile, a segment is
 * recorded before the path has it, and an acknowledgment between its release and the end of its
 * delivery.
 */
final class PathTimes {
    private final PathLog log;

    PathTimes(PathLog log) {
        this.log = log;
    }

    /** A segment that the client sent for the first time. */
    private record Sent(int end, long timeNs) {}

    /** No sample can be less: the least from the path's sight of a segment to its ACK's release. */
    long floorNs() {
        Deque<Sent> waiting = new ArrayDeque<>();
        Set<Long> seen = new HashSet<>();
        long least = Long.MAX_VALUE;
        for (PathLog.Row row = log.rows(); row.next(); ) {
            if (row.direction() == Direction.A_TO_B) {
                if (row.sequenceLength() > 0 && seen.add(row.seq())) {
                    waiting.add(new Sent((int) row.seq() + row.sequenceLength(), row.timeNs()));
                }
                continue;
            }
            while (!waiting.isEmpty()
                    && !row.isDropped()
                    && (int) row.ack() - waiting.peek().end() >= 0) {
                least = Math.min(least, row.releaseNs() - waiting.remove().timeNs());
            }
        }
        return least;
    }

    /**
     * The least sample cannot be greater: the least from the recording of a segment to the end of
     * its ACK's delivery, of the segments before the first loss.
     */
    long ceilingNs(List<RecordedPacket> recorded) {
        long firstLossNs = Long.MAX_VALUE;
        for (PathLog.Row row = log.rows(); row.next(); ) {
            if (row.isDropped()) {
                firstLossNs = Math.min(firstLossNs, row.timeNs());
            }
        }
        long least = Long.MAX_VALUE;
        for (RecordedPacket packet : recorded) {
            if (packet.outgoing() && packet.payloadLength() > 0 && packet.timeNs() < firstLossNs) {
                least = Math.min(least, acknowledgedNs(packet) - packet.timeNs());
            }
        }
        return least;
    }

    private long acknowledgedNs(RecordedPacket packet) {
        int end = (int) (packet.seq() + packet.payloadLength());
        for (PathLog.Row row = log.rows(); row.next(); ) {
            if (row.direction() == Direction.B_TO_A
                    && row.departureNs() >= packet.timeNs()
                    && (int) row.ack() - end >= 0) {
                return row.departureNs();
            }
        }
        throw new AssertionError("never acknowledged on the path: " + packet);
    }

    /**
     * Every packet that the path delivered to the client was recorded while it was delivered.
     *
     * @param recorded on the client's device
     */
    void assertEachArrivalWasRecordedThen(List<RecordedPacket> recorded) {
        Deque<RecordedPacket> arrivals = new ArrayDeque<>();
        recorded.stream().filter(each -> !each.outgoing()).forEach(arrivals::add);
        for (PathLog.Row row = log.rows(); row.next(); ) {
            if (row.direction() == Direction.A_TO_B || row.departureNs() < 0) {
                continue;
            }
            RecordedPacket packet = arrivals.remove();
            assertTrue(
                    packet.seq() == row.seq()
                            && packet.ack() == row.ack()
                            && packet.timeNs() >= row.releaseNs()
                            && packet.timeNs() <= row.departureNs(),
                    () -> packet + " delivered " + row.releaseNs() + " to " + row.departureNs());
        }
        assertTrue(arrivals.isEmpty(), () -> "recorded, but not on the path: " + arrivals);
    }
}
