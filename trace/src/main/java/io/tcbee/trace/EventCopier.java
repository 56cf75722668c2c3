package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.RECORD_HEADER;
import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;

import io.tcbee.model.EventHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;

/** Copies events of any source into a new trace, gathered per CPU. One thread. */
public final class EventCopier {
    private static final long BATCH = 1 << 20;
    private static final long MOST_RECORD = 1 << 17; // an event's length has 16 bits

    private final TraceWriter writer;
    private final Map<Integer, Batch> batches = new TreeMap<>();

    /** Changes an event after it was copied. */
    @FunctionalInterface
    public interface Patch {
        /** Changes nothing. */
        Patch NONE = (bytes, at) -> {};

        void apply(MemorySegment bytes, long at);
    }

    private static final class Batch {
        final MemorySegment bytes = Arena.ofAuto().allocate(BATCH + MOST_RECORD, 8);
        long end;
    }

    public EventCopier(TraceWriter writer) {
        this.writer = writer;
    }

    /** Appends the current event of {@code events}, on the CPU that it names after the patch. */
    public void copy(EventCursor events, Patch patch) {
        copy(events.segment(), events.at(), events.timeNs(), patch);
    }

    /** Appends the event at {@code at} as one of {@code timeNs}. */
    public void copy(MemorySegment segment, long at, long timeNs, Patch patch) {
        int length = (int) EventHeader.LENGTH.get(segment, at);
        int cpu = (int) EventHeader.CPU.get(segment, at);
        Batch batch = batches.computeIfAbsent(cpu, _ -> new Batch());
        long record = batch.end;
        long event = record + RECORD_HEADER;
        batch.bytes.set(U32, record, length);
        batch.bytes.set(U32, record + 4, 0);
        long end = record + TraceFormat.padded(RECORD_HEADER + (long) length);
        batch.bytes.set(U64, end - 8, 0);
        MemorySegment.copy(segment, at, batch.bytes, event, length);
        batch.bytes.set(U64, event + EventHeader.TIME_NS.offset(), timeNs);
        patch.apply(batch.bytes, event);
        batch.end = end;
        if (end >= BATCH) {
            write(cpu, batch);
        }
    }

    private void write(int cpu, Batch batch) {
        writer.records(cpu, batch.bytes.asSlice(0, batch.end));
        batch.end = 0;
    }

    /** Brings all that was copied to the writer. */
    public void flush() {
        batches.forEach((cpu, batch) -> {
            if (batch.end > 0) {
                write(cpu, batch);
            }
        });
    }
}
