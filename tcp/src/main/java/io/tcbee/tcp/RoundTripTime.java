package io.tcbee.tcp;

/** The smoothed round-trip time and the timeout that follows from it: RFC 6298, section 2. */
public final class RoundTripTime {
    private static final long GRANULARITY_NS = 1_000_000;
    private static final long INITIAL_RTO_NS = 1_000_000_000;

    private long srttNs;
    private long rttvarNs;

    void sample(long rttNs) {
        if (srttNs == 0) {
            srttNs = rttNs;
            rttvarNs = rttNs / 2;
            return;
        }
        rttvarNs = rttvarNs - rttvarNs / 4 + Math.abs(srttNs - rttNs) / 4;
        srttNs = srttNs - srttNs / 8 + rttNs / 8;
    }

    /** ns; 0 before the first sample. */
    public long srttNs() {
        return srttNs;
    }

    /** ns; 0 before the first sample. */
    public long rttvarNs() {
        return rttvarNs;
    }

    /** ns, without the floor of one second of RFC 6298 (2.4); one second before any sample. */
    public long rtoNs() {
        return srttNs == 0 ? INITIAL_RTO_NS : srttNs + Math.max(GRANULARITY_NS, 4 * rttvarNs);
    }
}
