package io.tcbee.record;

/**
 * The way of the followed connection, in order of time; all arrays are equally long.
 *
 * @param cookie whose it is; 0 if none is followed
 * @param timeNs CLOCK_MONOTONIC of the event
 * @param sndCwnd segments
 * @param srttUs us; 0 is none yet
 * @param inFlight segments
 * @param bytesAcked bytes since the connection began
 * @param bytesReceived bytes since the connection began
 */
public record LiveTrail(
        long cookie,
        long[] timeNs,
        long[] sndCwnd,
        long[] srttUs,
        long[] inFlight,
        long[] bytesAcked,
        long[] bytesReceived) {
    /** How many points there are. */
    public int size() {
        return timeNs.length;
    }
}
