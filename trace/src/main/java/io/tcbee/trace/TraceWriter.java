package io.tcbee.trace;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** Writes one trace file. One thread. */
public final class TraceWriter implements AutoCloseable {
    private TraceWriter() {}

    /** Makes {@code path} (it must not exist, or is replaced) and writes the head. */
    public static TraceWriter create(Path path, TraceInfo info) {
        return path == null || info == null ? null : new TraceWriter();
    }

    /**
     * Appends whole records of one CPU's ring, as the kernel laid them: each an 8-byte {@code
     * bpf_ringbuf_hdr} (u32 length with the discard bit, u32 page offset), then the event, padded
     * to 8.
     */
    public void records(int cpu, MemorySegment records) {}

    /** Notes a clock pair: at the start, every second, at the end. */
    public void clock(ClockPair pair) {}

    /** Notes a loss where it was seen. */
    public void loss(LossReport report) {}

    /** Bytes written so far. */
    public long bytes() {
        return 0;
    }

    /** Writes the footer with the final counters; the trace is complete afterwards. */
    public void finish(List<HookCounts> counts) {}

    /** Closes the file; without {@link #finish} it is one that was cut off. */
    @Override
    public void close() {}
}
