package io.tcbee.record;

import io.tcbee.libbpf.Libc;
import io.tcbee.trace.ClockPair;
import java.time.Instant;

/** The two clocks of a trace. */
final class Clock {
    private static final int TRIES = 16;
    private static final long SECOND_NS = 1_000_000_000L;

    private Clock() {}

    /** CLOCK_MONOTONIC, ns: the clock of every event. */
    static long monotonicNs() {
        return Libc.monotonicNs();
    }

    /** The closest pair of a few: REALTIME read between two readings of MONOTONIC. */
    static ClockPair pair() {
        ClockPair best = new ClockPair(0, 0, Long.MAX_VALUE);
        for (int i = 0; i < TRIES; i++) {
            long before = monotonicNs();
            Instant now = Instant.now();
            long bracket = monotonicNs() - before;
            if (bracket < best.bracketNs()) {
                long real = now.getEpochSecond() * SECOND_NS + now.getNano();
                best = new ClockPair(before + bracket / 2, real, bracket);
            }
        }
        return best;
    }
}
