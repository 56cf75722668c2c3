package io.tcbee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** What the path's own log allows, so that a machine that stands still fails no test. */
final class PathTruth {
    private static final int IPV4_BYTES = 20;
    private static final int TCP_BYTES = 32; // with timestamps
    private static final int SYN_BYTES = 40; // MSS, SACK permitted, timestamps, window scale

    private PathTruth() {}

    /** A segment that A sent: its end, and when the path had it. */
    private record Sent(int end, long timeNs) {}

    /**
     * The least time from A's segment at the path's beginning to the release of the first
     * acknowledgment that covers it; no retransmissions, one connection.
     */
    static long leastRoundTripNs(PathLog log) {
        Deque<Sent> waiting = new ArrayDeque<>();
        long least = Long.MAX_VALUE;
        for (PathLog.Row row = log.rows(); row.next(); ) {
            if (row.direction() == Direction.A_TO_B) {
                if (row.sequenceLength() > 0) {
                    waiting.add(new Sent((int) row.seq() + row.sequenceLength(), row.timeNs()));
                }
                continue;
            }
            while (!waiting.isEmpty() && (int) row.ack() - waiting.peek().end() >= 0) {
                least = Math.min(least, row.releaseNs() - waiting.remove().timeNs());
            }
        }
        return least;
    }

    /**
     * Every packet of A leaves the bottleneck one transmission after it came or after its
     * predecessor left, whichever is later, and {@code delayNs} after that the path.
     *
     * @return from the first packet's arrival to the release of A's last segment that is no pure
     *     acknowledgment
     */
    static long assertRate(PathLog log, double bitsPerSecond, long delayNs) {
        long firstNs = Long.MAX_VALUE;
        long freeNs = 0;
        long lastNs = 0;
        for (PathLog.Row row = log.rows(); row.next(); ) {
            firstNs = Math.min(firstNs, row.timeNs());
            if (row.direction() == Direction.A_TO_B && !row.isDropped()) {
                assertEquals(Math.max(0, freeNs - row.timeNs()), row.queueDelayNs());
                freeNs =
                        Math.max(freeNs, row.timeNs())
                                + Math.round(length(row) * 8e9 / bitsPerSecond);
                assertEquals(freeNs + delayNs, row.releaseNs());
                lastNs = row.sequenceLength() > 0 ? row.releaseNs() : lastNs;
            }
        }
        return lastNs - firstNs;
    }

    private static int length(PathLog.Row row) {
        boolean syn = (row.flags() & Packet.SYN) != 0;
        return IPV4_BYTES + (syn ? SYN_BYTES : TCP_BYTES) + row.payload();
    }

    /** What was lost came through later: no loss was left to chance. */
    static void assertEveryDropWasRepaired(PathLog log, Direction direction) {
        Set<Long> missing = new HashSet<>();
        for (PathLog.Row row = log.rows(); row.next(); ) {
            if (row.direction() == direction && row.isDropped()) {
                missing.add(row.seq());
            } else if (row.direction() == direction && row.payload() > 0) {
                missing.remove(row.seq());
            }
        }
        assertTrue(missing.isEmpty(), () -> "never sent again: " + missing);
    }

    /** SYNs and SYN-ACKs beyond the first. */
    static long repeatedSyns(PathLog log, Direction direction) {
        long syns = 0;
        for (PathLog.Row row = log.rows(); row.next(); ) {
            if (row.direction() == direction && (row.flags() & Packet.SYN) != 0) {
                syns++;
            }
        }
        return syns - 1;
    }

    /** Segments that this namespace received a second time and reported by DSACK (RFC 2883). */
    static long duplicatesReported(Counters receiver) {
        return receiver.get("TcpExtTCPDSACKOldSent") + receiver.get("TcpExtTCPDSACKOfoSent");
    }

    /** What {@code value} says once it is {@code expected}, or after ten seconds. */
    static long settled(long expected, LongSupplier value) {
        long endNs = System.nanoTime() + 10_000_000_000L;
        while (value.getAsLong() != expected && System.nanoTime() < endNs) {
            LockSupport.parkNanos(1_000_000);
        }
        return value.getAsLong();
    }
}
