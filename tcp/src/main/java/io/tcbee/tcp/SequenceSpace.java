package io.tcbee.tcp;

/**
 * One direction's sequence numbers, unwrapped: 32 bits modulo 2^32 become 64 bits relative to the
 * initial one (RFC 9293, section 3.4). The SYN is 0, the first byte of data 1.
 */
public final class SequenceSpace {
    private boolean known;
    private int initial;
    private long highest;

    /** Whether a number can be unwrapped. */
    public boolean known() {
        return known;
    }

    /** The initial sequence number on the wire. */
    public int initial() {
        return initial;
    }

    /** Starts over: {@code sequence} on the wire is {@code relative}. */
    public void start(int sequence, long relative) {
        known = true;
        initial = sequence - (int) relative;
        highest = relative;
    }

    /** The relative number nearest to the highest that was seen; exact within 2^31 of it. */
    public long unwrap(int sequence) {
        return highest + (sequence - (initial + (int) highest));
    }

    /** Notes that {@code relative} was reached. */
    public void reached(long relative) {
        if (relative > highest) {
            highest = relative;
        }
    }

    /** What {@link #unwrap} is nearest to. */
    public long highest() {
        return highest;
    }
}
