package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.RECORD_BUSY;
import static io.tcbee.trace.TraceFormat.RECORD_DISCARDED;
import static io.tcbee.trace.TraceFormat.RECORD_HEADER;
import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;

import io.tcbee.model.EventHeader;
import java.lang.foreign.MemorySegment;

/** Walks a span of ring records once, to say what is in it. */
final class Records {
    private Records() {}

    /**
     * What a span of records holds.
     *
     * @param length bytes that the records take
     * @param events records that are not discarded
     * @param disorder events that are earlier than the one before
     */
    record Summary(
            long length, int events, int discarded, long minTimeNs, long maxTimeNs, int disorder) {
        static final Summary NONE = new Summary(0, 0, 0, 0, 0, 0);
    }

    /**
     * Walks whole records from {@code start} on, until the next one would pass {@code limit} bytes;
     * one record at least.
     *
     * @throws IllegalArgumentException if there is a record that is busy, cut off or shorter than
     *     an event's header
     */
    static Summary summarize(MemorySegment span, long start, long limit) {
        int events = 0;
        int discarded = 0;
        int disorder = 0;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        long before = Long.MIN_VALUE;
        long end = span.byteSize();
        long at = start;
        while (at < end) {
            int word = at + RECORD_HEADER <= end ? span.get(U32, at) : RECORD_BUSY;
            long next = at + TraceFormat.recordSpan(word);
            if ((word & RECORD_BUSY) != 0 || next > end) {
                throw new IllegalArgumentException("no whole record: at=" + at);
            }
            if (next - start > limit && at > start) {
                break;
            }
            if ((word & RECORD_DISCARDED) != 0) {
                discarded++;
            } else {
                if (word < EventHeader.SIZE) {
                    throw new IllegalArgumentException("shorter than an event's header: at=" + at);
                }
                long time = span.get(U64, at + RECORD_HEADER);
                events++;
                min = Math.min(min, time);
                max = Math.max(max, time);
                disorder += time < before ? 1 : 0;
                before = time;
            }
            at = next;
        }
        return new Summary(
                at - start,
                events,
                discarded,
                events == 0 ? 0 : min,
                events == 0 ? 0 : max,
                disorder);
    }

    /** Bytes of the whole records at the beginning that are within both bounds. */
    static long fitting(MemorySegment span, long bytes, long events) {
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
