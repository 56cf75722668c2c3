package io.tcbee.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one direction of the path does to its packets.
 *
 * <p>Chance is a pure function of {@code seed} and the packet's number, so the n-th data segment
 * (or n-th pure ACK) meets the same fate in every run, whatever its timing. A data segment carries
 * at least one byte; retransmissions count again; connections are counted together.
 *
 * <p>Moments ({@code at}) count from the first TCP packet that the lab sees in either direction.
 *
 * @param rateBitsPerSecond bottleneck rate for whole IP packets; 0: unlimited
 * @param delayNs one-way delay after the bottleneck
 * @param queueBytes room of the drop-tail queue before the bottleneck, packet in transmission
 *     included; a packet that does not fit whole is dropped
 * @param seed of all random decisions of this direction
 * @param loss probability that a data segment is lost, 0 to 1
 * @param ackLoss probability that a pure ACK (no data, SYN, FIN, RST) is lost, 0 to 1
 * @param dropData numbers (from 1) of the data segments to drop
 * @param dropSyn numbers (from 1) of the packets with SYN to drop: SYN one way, SYN-ACK the other
 * @param dropTail stream positions in bytes; of each connection, the first segment that carries the
 *     last byte before the position is dropped, once: the tail of a transfer of that size
 * @param reorder probability that a data segment is held back by {@code reorderExtraNs}
 * @param reorderExtraNs additional delay of a reordered segment
 * @param duplicate probability that a data segment is delivered twice
 * @param ceAboveBytes ECN-capable packets that find more bytes than this in the queue are marked
 *     CE; {@link Long#MAX_VALUE}: never
 * @param spikes intervals in which the path holds all packets until the interval's end
 * @param blackouts intervals in which the path loses all packets
 */
public record PathOptions(
        long rateBitsPerSecond,
        long delayNs,
        long queueBytes,
        long seed,
        double loss,
        double ackLoss,
        Set<Long> dropData,
        Set<Long> dropSyn,
        Set<Long> dropTail,
        double reorder,
        long reorderExtraNs,
        double duplicate,
        long ceAboveBytes,
        List<Interval> spikes,
        List<Interval> blackouts) {

    /**
     * A stretch of time on the path.
     *
     * @param atNs its begin, ns after the first TCP packet
     * @param durationNs its length in ns
     */
    public record Interval(long atNs, long durationNs) {
        long endNs() {
            return atNs + durationNs;
        }

        boolean contains(long sinceOriginNs) {
            return atNs <= sinceOriginNs && sinceOriginNs < endNs();
        }
    }

    public PathOptions {
        notNegative("rateBitsPerSecond", rateBitsPerSecond);
        notNegative("delayNs", delayNs);
        notNegative("queueBytes", queueBytes);
        notNegative("reorderExtraNs", reorderExtraNs);
        notNegative("ceAboveBytes", ceAboveBytes);
        probability("loss", loss);
        probability("ackLoss", ackLoss);
        probability("reorder", reorder);
        probability("duplicate", duplicate);
        dropData = Set.copyOf(dropData);
        dropSyn = Set.copyOf(dropSyn);
        dropTail = Set.copyOf(dropTail);
        spikes = List.copyOf(spikes);
        blackouts = List.copyOf(blackouts);
    }

    /** A path that only delays. */
    public static PathOptions delay(Duration delay) {
        return builder().delay(delay).build();
    }

    /** A builder of a perfect path: no limit, no delay, no loss. */
    public static Builder builder() {
        return new Builder();
    }

    private static void notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("must not be negative: " + name + "=" + value);
        }
    }

    private static void probability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("must be 0 to 1: " + name + "=" + value);
        }
    }

    /** Collects the options; each method returns this builder. */
    public static final class Builder {
        private long rate;
        private long delay;
        private long queue = Long.MAX_VALUE;
        private long seed = 7;
        private double loss;
        private double ackLoss;
        private final Set<Long> dropData = new TreeSet<>();
        private final Set<Long> dropSyn = new TreeSet<>();
        private final Set<Long> dropTail = new TreeSet<>();
        private double reorder;
        private long reorderExtra;
        private double duplicate;
        private long ceAbove = Long.MAX_VALUE;
        private final List<Interval> spikes = new ArrayList<>();
        private final List<Interval> blackouts = new ArrayList<>();

        private Builder() {}

        /** Limits the rate, bit/s of whole IP packets. */
        public Builder rate(long bitsPerSecond) {
            rate = bitsPerSecond;
            return this;
        }

        /** Limits the rate, Mbit/s (10^6 bit/s) of whole IP packets. */
        public Builder rateMbit(double mbit) {
            return rate(Math.round(mbit * 1e6));
        }

        /** Delays each packet, one way. */
        public Builder delay(Duration oneWay) {
            delay = oneWay.toNanos();
            return this;
        }

        /** Delays each packet, one way, in ms. */
        public Builder delayMs(long oneWay) {
            return delay(Duration.ofMillis(oneWay));
        }

        /** Limits the queue before the bottleneck. */
        public Builder queueBytes(long bytes) {
            queue = bytes;
            return this;
        }

        /** Chooses another sequence of random decisions. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Loses data segments at random. */
        public Builder loss(double probability) {
            loss = probability;
            return this;
        }

        /** Loses pure ACKs at random. */
        public Builder ackLoss(double probability) {
            ackLoss = probability;
            return this;
        }

        /** Drops the data segments with these numbers, from 1. */
        public Builder dropData(long... numbers) {
            return add(dropData, numbers);
        }

        /** Drops the SYNs (or SYN-ACKs) with these numbers, from 1. */
        public Builder dropSyn(long... numbers) {
            return add(dropSyn, numbers);
        }

        /** Drops, once per connection, the segment that carries the last of this many bytes. */
        public Builder dropTail(long... streamBytes) {
            return add(dropTail, streamBytes);
        }

        /** Holds data segments back at random. */
        public Builder reorder(double probability, Duration extra) {
            reorder = probability;
            reorderExtra = extra.toNanos();
            return this;
        }

        /** Delivers data segments twice at random. */
        public Builder duplicate(double probability) {
            duplicate = probability;
            return this;
        }

        /** Marks ECN-capable packets that find a longer queue than this. */
        public Builder ceAboveBytes(long queuedBytes) {
            ceAbove = queuedBytes;
            return this;
        }

        /** Holds every packet of an interval until its end. */
        public Builder spike(Duration at, Duration duration) {
            spikes.add(new Interval(at.toNanos(), duration.toNanos()));
            return this;
        }

        /** Loses every packet of an interval. */
        public Builder blackout(Duration at, Duration duration) {
            blackouts.add(new Interval(at.toNanos(), duration.toNanos()));
            return this;
        }

        /** The options collected so far. */
        public PathOptions build() {
            return new PathOptions(
                    rate,
                    delay,
                    queue,
                    seed,
                    loss,
                    ackLoss,
                    dropData,
                    dropSyn,
                    dropTail,
                    reorder,
                    reorderExtra,
                    duplicate,
                    ceAbove,
                    spikes,
                    blackouts);
        }

        private Builder add(Set<Long> set, long... numbers) {
            for (long number : numbers) {
                set.add(number);
            }
            return this;
        }
    }
}
