package io.tcbee.trace;

/**
 * The same moment on two clocks.
 *
 * @param monotonicNs CLOCK_MONOTONIC
 * @param realtimeNs CLOCK_REALTIME, ns since 1970 (UTC)
 * @param bracketNs how long taking the pair took: the greatest error of it
 */
public record ClockPair(long monotonicNs, long realtimeNs, long bracketNs) {}
