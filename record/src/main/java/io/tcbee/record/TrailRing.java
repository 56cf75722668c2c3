package io.tcbee.record;

import io.tcbee.model.EventHeader;
import io.tcbee.model.TcpState;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The last points of one connection, at most one per {@link #STEP_NS}. */
final class TrailRing {
    /** 20 ms. */
    static final long STEP_NS = 20_000_000;

    /** 82 s of them. */
    static final int POINTS = 4096;

    private static final int COLUMNS = 6;

    private final long[][] columns = new long[COLUMNS][POINTS];
    private long cookie;
    private long added;
    private long nextNs;

    /** Forgets all and begins with that connection; 0 is none. */
    void follow(long wanted) {
        cookie = wanted;
        added = 0;
        nextNs = 0;
    }

    long cookie() {
        return cookie;
    }

    /** Notes the state of its event at {@code at} unless the last note is too young. */
    void add(MemorySegment bytes, long at) {
        long timeNs = EventHeader.TIME_NS.get(bytes, at);
        if (timeNs < nextNs) {
            return;
        }
        nextNs = timeNs + STEP_NS;
        int place = (int) (added++ % POINTS);
        columns[0][place] = timeNs;
        columns[1][place] = TcpState.SND_CWND.get(bytes, at);
        columns[2][place] = TcpState.SRTT_US.get(bytes, at);
        columns[3][place] = LiveConnection.inFlight(bytes, at);
        columns[4][place] = TcpState.BYTES_ACKED.get(bytes, at);
        columns[5][place] = TcpState.BYTES_RECEIVED.get(bytes, at);
    }

    LiveTrail copy() {
        long[][] copies = new long[COLUMNS][];
        int size = (int) Math.min(added, POINTS);
        int oldest = added > POINTS ? (int) (added % POINTS) : 0;
        for (int i = 0; i < COLUMNS; i++) {
            long[] copy = Arrays.copyOfRange(columns[i], oldest, Math.min(oldest + size, POINTS));
            int head = copy.length;
            copies[i] = Arrays.copyOf(copy, size);
            System.arraycopy(columns[i], 0, copies[i], head, size - head);
        }
        return new LiveTrail(
                cookie, copies[0], copies[1], copies[2], copies[3], copies[4], copies[5]);
    }
}
