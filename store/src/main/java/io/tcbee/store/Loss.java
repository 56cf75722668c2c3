package io.tcbee.store;

/**
 * Events that the recorder had no room for.
 *
 * @param fromNs the last time at which the count was known to be lower, ns since the start of the
 *     run
 * @param toNs when the loss was noticed
 * @param hook the hook's name
 * @param lost how many events
 */
public record Loss(long run, long fromNs, long toNs, String hook, int cpu, long lost) {}
