package io.tcbee.metric.internal;

import java.util.Arrays;

/**
 * The distribution of positive durations in bounded memory: 256 equal parts per octave, as in an
 * HDR histogram, so a quantile is off by at most 0.2 % of itself. Least, greatest and count are
 * exact; so is all while there are at most 64 values. At most 64 KiB per distribution, 1 KiB per
 * octave that occurs.
 */
final class Quantiles {
    private static final int PARTS_BITS = 8;
    private static final int PARTS = 1 << PARTS_BITS;

    private static final int FEW = 64;
    private static final int FIRST = 4;

    private long[] few = {}; // all values, as long as there are few
    private int[][] octaves;
    private long count;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;

    void add(long value) {
        if (octaves == null) {
            if (count < FEW) {
                keep(value);
                return;
            }
            octaves = new int[Long.SIZE][];
            for (long each : few) {
                count(each);
            }
            few = null;
        }
        count(value);
        told(value);
    }

    private void keep(long value) {
        if (count == few.length) {
            few = Arrays.copyOf(few, Math.max(FIRST, 2 * few.length));
        }
        few[(int) count] = value;
        told(value);
    }

    private void count(long value) {
        long positive = Math.max(1, value);
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(positive);
        if (octaves[octave] == null) {
            octaves[octave] = new int[PARTS];
        }
        octaves[octave][part(positive, octave)]++;
    }

    private void told(long value) {
        count++;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
    }

    private static int part(long value, int octave) {
        long rest = value - (1L << octave);
        return (int)
                (octave > PARTS_BITS
                        ? rest >>> (octave - PARTS_BITS)
                        : rest << (PARTS_BITS - octave));
    }

    long count() {
        return count;
    }

    long least() {
        return least;
    }

    long greatest() {
        return greatest;
    }

    /** The value below or at which {@code share} of all lie (nearest rank). */
    double quantile(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, (long) Math.ceil(share * count));
        if (octaves == null) {
            long[] sorted = Arrays.copyOf(few, (int) count);
            Arrays.sort(sorted);
            return sorted[(int) rank - 1];
        }
        long passed = 0;
        for (int octave = 0; octave < octaves.length; octave++) {
            for (int part = 0; octaves[octave] != null && part < PARTS; part++) {
                passed += octaves[octave][part];
                if (passed >= rank) {
                    double middle = Math.scalb(1 + (part + 0.5) / PARTS, octave);
                    return Math.clamp(middle, (double) least, (double) greatest);
                }
            }
        }
        return Double.NaN;
    }
}
