package io.tcbee.lab;

import io.tcbee.lab.PathOptions.Interval;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One direction of the path: decides what happens to each packet and when it leaves.
 *
 * <p>No I/O and no clock, so that its decisions can be replayed. One thread.
 */
final class OneWay {
    private static final double BITS_NS = 8e9;

    private final PathOptions options;
    private final Chance loss;
    private final Chance ackLoss;
    private final Chance reorder;
    private final Chance duplicate;
    private final ByteQueue queue = new ByteQueue();
    private final long[] dropData;
    private final long[] dropSyn;
    private final Map<Integer, Tail> tails = new HashMap<>();

    private long freeNs = Long.MIN_VALUE; // when the bottleneck has sent all it has
    private long data;
    private long acks;
    private long syns;

    private long queueBytes;
    private long queueDelayNs;
    private long releaseNs;

    /** A connection's first sequence number and the positions whose segment was dropped. */
    private record Tail(int isn, Set<Long> done) {}

    OneWay(PathOptions options) {
        this.options = options;
        this.dropData = sorted(options.dropData());
        this.dropSyn = sorted(options.dropSyn());
        this.loss = new Chance(options.seed(), 1, options.loss());
        this.ackLoss = new Chance(options.seed(), 2, options.ackLoss());
        this.reorder = new Chance(options.seed(), 3, options.reorder());
        this.duplicate = new Chance(options.seed(), 4, options.duplicate());
    }

    /**
     * Decides about a packet that arrives now. Sets {@link #queueBytes} always, {@link
     * #queueDelayNs} and {@link #releaseNs} if it is not dropped. Marks {@code packet} CE if so
     * decided.
     *
     * @param sinceOriginNs time since the first TCP packet of the path
     * @return the bits of {@link Action}
     */
    int decide(Packet packet, long nowNs, long sinceOriginNs) {
        queueBytes = queue.bytesAt(nowNs);
        Action drop = drop(packet, sinceOriginNs);
        if (drop != null) {
            return drop.bit();
        }
        int actions = 0;
        if (queueBytes > options.ceAboveBytes() && packet.isEcnCapable()) {
            packet.markCe();
            actions |= Action.CE.bit();
        }
        transmit(packet.length, nowNs);
        if (packet.isData() && reorder.happens(data)) {
            releaseNs += options.reorderExtraNs();
            actions |= Action.REORDER.bit();
        }
        if (packet.isData() && duplicate.happens(data)) {
            actions |= Action.DUP.bit();
        }
        for (Interval spike : options.spikes()) {
            if (spike.contains(sinceOriginNs)) {
                releaseNs = Math.max(releaseNs, nowNs - sinceOriginNs + spike.endNs());
                actions |= Action.SPIKE.bit();
            }
        }
        return actions == 0 ? Action.FORWARD.bit() : actions;
    }

    /** When a packet that is not TCP leaves: it has the delay and nothing else. */
    long releaseOfOther(long nowNs) {
        return nowNs + options.delayNs();
    }

    /** Bytes that the packet last decided about found in the queue. */
    long queueBytes() {
        return queueBytes;
    }

    /** Time that it waits for the bottleneck, before its own transmission. */
    long queueDelayNs() {
        return queueDelayNs;
    }

    /** When it leaves the path, on the clock of {@code nowNs}. */
    long releaseNs() {
        return releaseNs;
    }

    private Action drop(Packet packet, long sinceOriginNs) {
        if (packet.has(Packet.SYN)) {
            if (!options.dropTail().isEmpty()) {
                tails.put(connection(packet), new Tail(packet.seq, new HashSet<>()));
            }
            if (Arrays.binarySearch(dropSyn, ++syns) >= 0) {
                return Action.DROP_SYN;
            }
        }
        if (packet.isData()) {
            data++;
            if (Arrays.binarySearch(dropData, data) >= 0) {
                return Action.DROP_SCRIPTED;
            }
            if (isTail(packet)) {
                return Action.DROP_TAIL;
            }
        } else if (packet.isPureAck() && ackLoss.happens(++acks)) {
            return Action.DROP_ACK;
        }
        for (Interval blackout : options.blackouts()) {
            if (blackout.contains(sinceOriginNs)) {
                return Action.DROP_BLACKOUT;
            }
        }
        if (packet.isData() && loss.happens(data)) {
            return Action.DROP_RANDOM;
        }
        return queueBytes + packet.length > options.queueBytes() ? Action.DROP_QUEUE : null;
    }

    private boolean isTail(Packet packet) {
        Tail tail = options.dropTail().isEmpty() ? null : tails.get(connection(packet));
        if (tail == null) {
            return false;
        }
        long from = Integer.toUnsignedLong(packet.seq - tail.isn - 1);
        for (long position : options.dropTail()) {
            if (from < position && position <= from + packet.payload && tail.done.add(position)) {
                return true;
            }
        }
        return false;
    }

    private static long[] sorted(Set<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static int connection(Packet packet) {
        return packet.sourcePort << 16 | packet.destinationPort;
    }

    private void transmit(int length, long nowNs) {
        long startNs = Math.max(nowNs, freeNs);
        queueDelayNs = startNs - nowNs;
        freeNs = startNs;
        if (options.rateBitsPerSecond() > 0) {
            freeNs += Math.round(length * BITS_NS / options.rateBitsPerSecond());
            queue.add(freeNs, length);
        }
        releaseNs = freeNs + options.delayNs();
    }
}
