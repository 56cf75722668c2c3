package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.RECORD_BUSY;
import static io.tcbee.trace.TraceFormat.RECORD_DISCARDED;
import static io.tcbee.trace.TraceFormat.RECORD_HEADER;
import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;

import io.tcbee.model.EventHeader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Goes over a span of ring records once, to say what is in it.
 *
 * <p>The checksum runs ahead of the walk by one block: it streams through memory, and the walk,
 * whose next step depends on what it reads, finds its bytes in the CPU's first cache. Apart they
 * take about twice as long (docs/decisions/011-trace-past-the-page-cache.md).
 */
final class Records {
    /** Fits into the first cache beside everything else. */
    private static final int BLOCK = 4 << 10;

    /** Of an event: its time. */
    private static final int TIME = 8;

    private final MemorySegment span;
    private final long end;
    private long at;
    private int events;
    private int discarded;
    private int disorder;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    private long before = Long.MIN_VALUE;

    private Records(MemorySegment span) {
        this.span = span;
        this.end = span.byteSize();
    }

    /**
     * What a span of records holds.
     *
     * @param events records that are not discarded
     * @param disorder events that are earlier than the one before
     * @param checksum CRC32C of all bytes
     */
    record Summary(
            int events, int discarded, long minTimeNs, long maxTimeNs, int disorder, int checksum) {
        /** Of a payload that is no records. */
        static Summary ofBytes(ByteBuffer payload) {
            return new Summary(0, 0, 0, 0, 0, ChunkHeader.checksum(payload));
        }
    }

    /**
     * @throws IllegalArgumentException if there is a record that is busy, cut off or shorter than
     *     an event's header
     */
    static Summary summarize(MemorySegment span) {
        Records records = new Records(span);
        CRC32C crc = new CRC32C();
        ByteBuffer bytes = span.asByteBuffer();
        for (int read = 0; read < records.end; ) {
            read = (int) Math.min(records.end, read + BLOCK);
            bytes.limit(read);
            crc.update(bytes);
            records.walk(read < records.end ? read - RECORD_HEADER - TIME + 1 : records.end);
        }
        boolean none = records.events == 0;
        return new Summary(
                records.events,
                records.discarded,
                none ? 0 : records.min,
                none ? 0 : records.max,
                records.disorder,
                (int) crc.getValue());
    }

    /**
     * Bytes of the whole records from {@code start} on that fit into {@code limit}; one record at
     * least, none if the span ends there.
     *
     * @throws IllegalArgumentException as {@link #summarize} does, of those that it comes to
     */
    static long fitting(MemorySegment span, long start, long limit) {
        if (span.byteSize() - start <= limit) {
            return span.byteSize() - start;
        }
        long at = start;
        while (true) {
            long next = next(span, at, span.byteSize());
            if (next - start > limit) {
                return at > start ? at - start : next - start;
            }
            at = next;
        }
    }

    /** Takes the records that begin before {@code stop}. */
    private void walk(long stop) {
        long here = at;
        long last = before;
        long least = min;
        long greatest = max;
        int late = disorder;
        int count = events;
        while (here < stop) {
            long next = next(span, here, end);
            int word = span.get(U32, here);
            if ((word & RECORD_DISCARDED) != 0) {
                discarded++;
            } else {
                if (word < EventHeader.SIZE) {
                    throw new IllegalArgumentException(
                            "shorter than an event's header: at=" + here);
                }
                long time = span.get(U64, here + RECORD_HEADER);
                count++;
                least = Math.min(least, time);
                greatest = Math.max(greatest, time);
                late += time < last ? 1 : 0;
                last = time;
            }
            here = next;
        }
        at = here;
        before = last;
        min = least;
        max = greatest;
        disorder = late;
        events = count;
    }

    /** Where the record after the one at {@code at} begins. */
    private static long next(MemorySegment span, long at, long end) {
        int word = at + RECORD_HEADER <= end ? span.get(U32, at) : RECORD_BUSY;
        long next = at + TraceFormat.recordSpan(word);
        if ((word & RECORD_BUSY) != 0 || next > end) {
            throw new IllegalArgumentException("no whole record: at=" + at);
        }
        return next;
    }

    /** Bytes of the whole records at the beginning that are within both bounds. */
    static long within(MemorySegment span, long bytes, long events) {
        long at = 0;
        long left = events;
        while (at < span.byteSize()) {
            int word = span.get(U32, at);
            long next = at + TraceFormat.recordSpan(word);
            boolean event = (word & RECORD_DISCARDED) == 0;
            if (next > bytes || (event && left == 0)) {
                break;
            }
            left -= event ? 1 : 0;
            at = next;
        }
        return at;
    }
}
