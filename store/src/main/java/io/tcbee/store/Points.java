package io.tcbee.store;

/**
 * Points of one series in order of time, possibly reduced for a plot.
 *
 * @param timesNs ns since the start of the run, never decreasing
 * @param values as many
 * @param total how many points the store has in the range that was asked for, the neighbours of the
 *     range that are among {@code timesNs} included
 */
public record Points(long[] timesNs, double[] values, long total) {
    public int size() {
        return timesNs.length;
    }

    /**
     * Whether points were left out; then each plot column kept its first, least, greatest and last
     * one.
     */
    public boolean reduced() {
        return total > size();
    }
}
