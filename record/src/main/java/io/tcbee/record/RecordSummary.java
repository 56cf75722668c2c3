package io.tcbee.record;

import io.tcbee.trace.HookCounts;
import java.time.Duration;
import java.util.List;

/**
 * What a recording came to.
 *
 * @param stored records in the trace
 * @param lost events for which the ring had no room
 * @param recursionMisses calls that the kernel skipped because a program was already running
 * @param bytes of the trace file
 * @param counts by hook and CPU
 */
public record RecordSummary(
        long stored,
        long lost,
        long recursionMisses,
        long bytes,
        Duration duration,
        List<HookCounts> counts) {
    public RecordSummary {
        counts = List.copyOf(counts);
    }

    /** Events that were to be recorded, as the programs counted them. */
    public long counted() {
        return counts.stream().mapToLong(HookCounts::events).sum();
    }

    /** Whether every event is accounted for: counted == stored + lost. */
    public boolean exact() {
        return counted() == stored + lost;
    }
}
