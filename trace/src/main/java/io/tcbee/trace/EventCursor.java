package io.tcbee.trace;

import java.lang.foreign.MemorySegment;

/** Walks the events of a trace in order of time. One thread. */
public interface EventCursor {

    /** Moves to the next event; false at the end. */
    boolean next();

    /** The bytes that hold the current event; valid until the next {@link #next}. */
    MemorySegment segment();

    /**
     * Whether {@link #segment} is one and the same for all events, even before the first {@link
     * #next}, and its bytes stay until the source is closed.
     */
    default boolean stays() {
        return false;
    }

    /** Offset of the current event's header within {@link #segment}. */
    long at();

    /** {@code event_header.type} of the current event. */
    int type();

    /** {@code event_header.time_ns} of the current event. */
    long timeNs();
}
