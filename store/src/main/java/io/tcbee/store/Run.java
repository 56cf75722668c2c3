package io.tcbee.store;

/**
 * One trace in the database.
 *
 * @param id given by the store; 0 before
 * @param trace the trace's own id, the same in every copy of the file
 * @param source the file's name as it was given
 * @param startRealtimeNs nanoseconds since 1970 (UTC) at {@code time_ns} 0
 * @param startMonotonicNs CLOCK_MONOTONIC of the recording host at {@code time_ns} 0
 * @param durationNs until the last event
 * @param interfaces names, comma-separated
 * @param hooks what served each kind of event, one a line
 * @param filters what was left out on purpose, one a line; empty if nothing
 * @param complete whether the trace had its end; false if it was cut off
 * @param events recorded
 * @param eventsLost lost, as the recorder counted
 */
public record Run(
        long id,
        String trace,
        String source,
        String host,
        String kernel,
        long startRealtimeNs,
        long startMonotonicNs,
        long durationNs,
        String interfaces,
        String hooks,
        String filters,
        boolean complete,
        long events,
        long eventsLost) {}
