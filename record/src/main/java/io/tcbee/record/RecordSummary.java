package io.tcbee.record;

import io.tcbee.trace.HookCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a recording came to.
 *
 * @param stored events in the trace, in all its parts, those that were deleted included
 * @param lost events for which the ring had no room
 * @param recursionMisses calls that the kernel skipped because a program was already running
 * @param bytes of the trace, in all its parts, those that were deleted included
 * @param counts by hook and CPU
 * @param leftOut events that came after a limit had ended the recording
 * @param parts that were made; 1 if the trace is one file
 * @param files of the trace that are there, the oldest first
 */
public record RecordSummary(
        long stored,
        long lost,
        long recursionMisses,
        long bytes,
        Duration duration,
        List<HookCounts> counts,
        End end,
        long leftOut,
        int parts,
        List<Path> files) {
    public RecordSummary {
        counts = List.copyOf(counts);
        files = List.copyOf(files);
    }

    /** Events that were to be recorded, as the programs counted them. */
    public long counted() {
        return counts.stream().mapToLong(HookCounts::events).sum();
    }

    /** Whether every event is accounted for: counted == stored + lost + left out. */
    public boolean exact() {
        return counted() == stored + lost + leftOut;
    }
}
