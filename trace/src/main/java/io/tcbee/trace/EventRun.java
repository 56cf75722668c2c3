package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.RECORD_BUSY;
import static io.tcbee.trace.TraceFormat.RECORD_DISCARDED;
import static io.tcbee.trace.TraceFormat.RECORD_HEADER;
import static io.tcbee.trace.TraceFormat.U16;
import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;

import io.tcbee.model.EventHeader;
import java.lang.foreign.MemorySegment;

/**
 * The events of one chunk in order of time.
 *
 * <p>A chunk without disorder is walked as it lies. One with nested events (an interrupt's event
 * lies behind the event that it interrupted, and is earlier) is walked once to sort its offsets.
 */
final class EventRun {
    private static final int NO_EVENT = -1;

    private final TraceFile file;
    private final MemorySegment bytes;
    private final int[] leastLengths;
    private final long start;
    private final long end;
    private long left;
    private long nextRecord;
    private int[] order;
    private int nextInOrder;

    final int cpu;
    long at;
    long timeNs = NO_EVENT;
    int type;

    /**
     * @param leastLengths by event type the bytes that one must have; types beyond it a header
     */
    EventRun(TraceFile file, long chunk, int[] leastLengths) {
        this.file = file;
        this.leastLengths = leastLengths;
        bytes = file.bytes();
        cpu = ChunkHeader.cpu(bytes, chunk);
        start = chunk + ChunkHeader.SIZE;
        end = start + ChunkHeader.payloadLength(bytes, chunk);
        left = ChunkHeader.events(bytes, chunk) + ChunkHeader.discarded(bytes, chunk);
        nextRecord = start + ChunkHeader.firstRecord(bytes, chunk);
        if (ChunkHeader.disorder(bytes, chunk) > 0) {
            sort(Math.toIntExact(Math.min(left, (end - start) / RECORD_HEADER)));
        }
    }

    /** Moves to the next event of the chunk; false at its end. */
    boolean advance() {
        return order == null ? advanceInFile() : advanceInOrder();
    }

    private boolean advanceInFile() {
        while (left > 0) {
            left--;
            long record = nextRecord;
            int word = record + RECORD_HEADER <= end ? bytes.get(U32, record) : RECORD_BUSY;
            nextRecord = record + TraceFormat.recordSpan(word);
            if ((word & RECORD_BUSY) != 0 || nextRecord > end) {
                file.damage("damaged record", record, "a whole record", "word " + word);
                left = 0;
                return false;
            }
            if ((word & RECORD_DISCARDED) == 0 && isEvent(record + RECORD_HEADER, word)) {
                load(record + RECORD_HEADER);
                return true;
            }
        }
        return false;
    }

    private boolean advanceInOrder() {
        if (nextInOrder == order.length) {
            return false;
        }
        load(start + 8L * order[nextInOrder++]);
        return true;
    }

    private void load(long event) {
        at = event;
        timeNs = bytes.get(U64, event);
        type = Short.toUnsignedInt(bytes.get(U16, event + 16));
    }

    private boolean isEvent(long event, int recordLength) {
        int length = 0;
        int least = EventHeader.SIZE;
        if (recordLength >= EventHeader.SIZE) {
            int eventType = Short.toUnsignedInt(bytes.get(U16, event + 16));
            length = Short.toUnsignedInt(bytes.get(U16, event + 18));
            least = eventType < leastLengths.length ? leastLengths[eventType] : EventHeader.SIZE;
        }
        if (length < least || length > recordLength) {
            file.damage(
                    "damaged event",
                    event,
                    "a length of " + least + " to " + recordLength,
                    Integer.toString(length));
            return false;
        }
        return true;
    }

    private void sort(int most) {
        long[] times = new long[most];
        int[] offsets = new int[most];
        int count = 0;
        while (advanceInFile()) {
            times[count] = timeNs;
            offsets[count] = (int) ((at - start) / 8);
            count++;
        }
        order = TimeOrder.sort(times, offsets, count);
    }
}
