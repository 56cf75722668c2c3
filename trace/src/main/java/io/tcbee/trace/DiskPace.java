package io.tcbee.trace;

/**
 * Whether the disk is quick enough to wait for it.
 *
 * <p>It is until a {@link #WINDOW} took longer than {@link #LEAST_BYTES_PER_SECOND} allows. Then
 * the page cache serves better, for it takes up a burst that the rings could not; after {@link
 * #PAUSE} bytes the disk is tried again. One long wait within a window does not count.
 */
final class DiskPace {
    static final long WINDOW = 64 << 20;
    static final long PAUSE = 1 << 30;
    static final long LEAST_BYTES_PER_SECOND = 200_000_000;

    private static final double SECOND_NS = 1e9;

    private long bytes;
    private long ns;
    private long pause;

    /** Asked before each write, of so many bytes. */
    boolean isQuick(long toWrite) {
        if (pause > 0) {
            pause -= toWrite;
            return false;
        }
        return true;
    }

    /** So long did a write take. */
    void wrote(long written, long tookNs) {
        bytes += written;
        ns += tookNs;
        if (bytes >= WINDOW) {
            pause = bytes * SECOND_NS < ns * (double) LEAST_BYTES_PER_SECOND ? PAUSE : 0;
            bytes = 0;
            ns = 0;
        }
    }
}
