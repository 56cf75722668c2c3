package io.tcbee.trace;

import io.tcbee.model.Field;
import java.nio.file.Path;
import java.util.List;

/** Reads one trace file, whole or cut off. */
public final class TraceReader implements AutoCloseable {
    private TraceReader() {}

    /**
     * @throws TraceFormatException if it is no trace, of a newer format, or its head is damaged
     */
    public static TraceReader open(Path path) {
        return path == null ? null : new TraceReader();
    }

    public TraceInfo info() {
        return null;
    }

    /**
     * {@code field} of {@code eventType} with the offset that this file uses, or null if it has
     * none of that name.
     */
    public Field resolve(int eventType, Field field) {
        return null;
    }

    /** A new walk over all events in order of time. */
    public EventCursor events() {
        return null;
    }

    /** Events in the readable chunks. */
    public long eventCount() {
        return 0;
    }

    public List<ClockPair> clocks() {
        return List.of();
    }

    public List<LossReport> losses() {
        return List.of();
    }

    /** The recorder's final counters; empty if the trace was cut off. */
    public List<HookCounts> counts() {
        return List.of();
    }

    /** Whether the footer is there. */
    public boolean complete() {
        return false;
    }

    /** What could not be read, one sentence each with offset; empty if nothing. */
    public List<String> damages() {
        return List.of();
    }

    @Override
    public void close() {}
}
