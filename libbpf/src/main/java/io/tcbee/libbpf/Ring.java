package io.tcbee.libbpf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The reader's end of a ring that the programs of one CPU write, read in place.
 *
 * <pre>
 *   level:  u64 head | u32 locked | ... | u64 tail (at 64) | ...
 *   data:   +---- 1 MiB ----+---- 1 MiB ----+ ...     a record never straddles two segments;
 *           | r | r | r |pad| r | r |       |         what is left of one is a discarded record
 *           +---------------+---------------+ ...
 *   record: u32 length | DISCARDED 2^30, u32 level, bytes, padding to 8
 * </pre>
 *
 * <p>Both positions only grow; modulo the size they are offsets into data. A program writes the
 * head with release after the bytes of a record (bpf/include/tcbee/ring.bpf.h), so what lies before
 * a head that was read with acquire is whole. Space goes back with one release store per drain.
 *
 * <p>One thread drains; {@link #filled} may be asked by any.
 */
public final class Ring {
    /** Receives what a {@link #drain} found. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes whole records, one after another as in the picture; {@code records} is valid during
         * the call only.
         */
        void records(MemorySegment records);
    }

    /** Bytes of a segment. */
    public static final int SEGMENT = 1 << 20;

    /** Bytes of {@code struct ring_level}. */
    public static final int LEVEL = 128;

    private static final long HEAD = 0;
    private static final long TAIL = 64;
    private static final VarHandle POSITION = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment level;
    private final MemorySegment data;
    private final long size;

    /**
     * @param level its {@code struct ring_level}
     * @param data all of its segments, a power of two
     */
    public Ring(MemorySegment level, MemorySegment data) {
        this.level = level;
        this.data = data;
        this.size = data.byteSize();
        if (Long.bitCount(size) != 1 || size < SEGMENT) {
            throw new IllegalArgumentException("not a power of two of segments: size=" + size);
        }
    }

    /**
     * Hands what there is to {@code sink}, then gives the space back to the programs. Stops after a
     * quarter of the ring, and at its end, so that space returns early under load.
     *
     * <p>If {@code sink} throws, nothing is given back.
     *
     * @return bytes handed over; 0 if there was nothing
     */
    public long drain(Sink sink) {
        long from = (long) POSITION.get(level, TAIL);
        long to = limit(from, (long) POSITION.getAcquire(level, HEAD));
        if (to == from) {
            return 0;
        }
        sink.records(data.asSlice(from & (size - 1), to - from));
        POSITION.setRelease(level, TAIL, to);
        return to - from;
    }

    /** Records begin anew at each segment, so one may stop there without looking at them. */
    private long limit(long from, long head) {
        long quarter = (from + Math.max(size >> 2, SEGMENT) + SEGMENT - 1) & -SEGMENT;
        long end = (from | (size - 1)) + 1;
        return Math.min(head, Math.min(quarter, end));
    }

    /** Bytes of data that it holds at most. */
    public long size() {
        return size;
    }

    /** Bytes that wait to be drained. */
    public long filled() {
        return (long) POSITION.getAcquire(level, HEAD) - (long) POSITION.getAcquire(level, TAIL);
    }
}
