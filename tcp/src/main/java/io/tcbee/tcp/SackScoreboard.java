package io.tcbee.tcp;

/**
 * What the peer says it holds above the cumulative acknowledgment: RFC 6675, section 3 and 4
 * ({@code Update}), RFC 2883 for duplicate blocks.
 */
public final class SackScoreboard {
    private final SequenceRanges ranges = new SequenceRanges();
    private long duplicateBlocks;

    /** Forgets what is below {@code una}: it is acknowledged for good. */
    public void acknowledge(long una) {
        ranges.dropBelow(una);
    }

    /**
     * Takes in one block of an acknowledgment.
     *
     * @param una the cumulative acknowledgment of the same packet
     * @param maxend the end of what was sent; a block beyond it is clipped
     * @return bytes that were not reported before
     */
    public long add(long left, long right, long una, long maxend) {
        return ranges.add(Math.max(left, una), Math.min(right, maxend));
    }

    /** Notes a duplicate block (D-SACK). */
    public void duplicate() {
        duplicateBlocks++;
    }

    /** Bytes held by the peer above the cumulative acknowledgment. */
    public long bytes() {
        return ranges.bytes();
    }

    /** Whether all of [start, end) is held by the peer. */
    public boolean covers(long start, long end) {
        return ranges.covered(start, end) == end - start;
    }

    /** Duplicate blocks so far. */
    public long duplicateBlocks() {
        return duplicateBlocks;
    }
}
