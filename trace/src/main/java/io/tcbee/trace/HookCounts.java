package io.tcbee.trace;

/**
 * What one hook counted on one CPU since the start.
 *
 * @param hook {@link Hook#id}
 * @param seen calls of the program
 * @param filtered calls that were not wanted
 * @param events events that were to be recorded: stored + lost
 * @param lost events for which the ring had no room
 * @param recursionMisses calls that the kernel skipped because a program was already running (of
 *     all CPUs, told on CPU 0)
 */
public record HookCounts(
        int hook,
        int cpu,
        long seen,
        long filtered,
        long events,
        long lost,
        long recursionMisses) {}
