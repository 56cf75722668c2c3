package io.tcbee.record;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.InetSockSetState;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpCwnd;
import io.tcbee.model.TcpDestroySock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The connections of a recording while it runs, for whoever watches.
 *
 * <p>The recorder's one thread feeds it: it looks at the type of every event, takes every one that
 * begins or ends a connection, and copies the state of the newest others, at most {@value
 * #PER_SECOND} per second. Counters of a connection are the kernel's own sums, so what is skipped
 * makes none of them wrong; it only makes a value older.
 *
 * <p>Any thread may ask. An answer is a copy, taken while the recorder waits for a fraction of a
 * millisecond at most.
 */
public final class LiveConnections {
    /** States copied per second at most: at some 20 ns each less than 1 % of one CPU. */
    static final int PER_SECOND = 400_000;

    /** Of one span at most. */
    static final int PER_SPAN = 2048;

    // a record: 8 bytes with its length in bits 0 to 29, then the event, padded to 8
    private static final int LENGTH = (1 << 30) - 1;
    private static final int DISCARD = 1 << 30;
    private static final int HEADER_BYTES = 8;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final byte NOTHING = 0;
    private static final byte STATE = 1;
    private static final byte LIGHT = 2;
    private static final byte STEP = 3;
    private static final byte SOCKET = 4;
    private static final byte[] KINDS = kinds();

    private final LiveTable table;
    private final TrailRing trail = new TrailRing();
    private final long[] newest = new long[PER_SPAN];
    private long allowance = PER_SECOND / 10;
    private long roundNs;
    private long taken;
    private long skipped;

    /**
     * @param capacity connections at a time; more than these displace ended and silent ones
     */
    public LiveConnections(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("not positive: capacity=" + capacity);
        }
        table = new LiveTable(capacity);
    }

    private static byte[] kinds() {
        int greatest = EventTypes.ALL.stream().mapToInt(EventType::id).max().orElse(0);
        byte[] kinds = new byte[greatest + 1];
        for (EventType type : EventTypes.ALL) {
            kinds[type.id()] = type.carriesState() ? STATE : NOTHING;
        }
        kinds[TcpCwnd.TYPE.id()] = LIGHT;
        kinds[InetSockSetState.TYPE.id()] = STEP;
        kinds[TcpDestroySock.TYPE.id()] = STEP;
        kinds[SocketEvent.TYPE.id()] = SOCKET;
        return kinds;
    }

    /** All that are known now, in no order. */
    public synchronized List<LiveConnection> connections() {
        return table.copy();
    }

    /** Notes the way of that connection from now on, finely; 0 is none. */
    public synchronized void follow(long cookie) {
        if (trail.cookie() != cookie) {
            trail.follow(cookie);
        }
    }

    /** The way of the followed connection since it is followed, 80 s at most. */
    public synchronized LiveTrail trail() {
        return trail.copy();
    }

    /** Connections that gave way to newer ones, because there were too many. */
    public synchronized long evicted() {
        return table.evicted();
    }

    /** The part of the states that was looked at so far, 0 to 1. */
    public synchronized double sampled() {
        return taken + skipped == 0 ? 1 : (double) taken / (taken + skipped);
    }

    /** Says how late it is, which allows more to be copied. */
    synchronized void round(long nowNs) {
        long passed = Math.clamp(nowNs - roundNs, 0, 100_000_000);
        allowance = Math.min(PER_SECOND / 10, allowance + passed * PER_SECOND / 1_000_000_000);
        if (passed * PER_SECOND / 1_000_000_000 > 0) {
            roundNs = nowNs;
        }
    }

    /** Takes whole records of one CPU, one after another, as a ring holds them. */
    public synchronized void records(MemorySegment records) {
        long size = records.byteSize();
        int states = 0;
        for (long at = 0; at < size; ) {
            int word = records.get(INT, at);
            int length = word & LENGTH;
            if ((word & DISCARD) == 0 && length >= EventHeader.SIZE) {
                long event = at + HEADER_BYTES;
                if (isState(records, event, length)) {
                    newest[states++ & (PER_SPAN - 1)] = event;
                }
            }
            at += (HEADER_BYTES + length + 7L) & ~7L;
        }
        takeNewest(records, states);
    }

    /** Takes what must not be missed; true if it is left to be one of the newest. */
    private boolean isState(MemorySegment records, long event, int length) {
        int type = (int) EventHeader.TYPE.get(records, event);
        byte kind = type < KINDS.length ? KINDS[type] : NOTHING;
        if (kind == NOTHING || EventHeader.COOKIE.get(records, event) == 0) {
            return false;
        }
        if (kind == LIGHT) {
            return length >= TcpCwnd.TYPE.size();
        }
        if (kind == SOCKET && length >= SocketEvent.TYPE.size()) {
            table.socket(records, event);
        }
        if (kind == STEP && length >= EventTypes.byId(type).size()) {
            note(records, event);
            return false;
        }
        return length >= LiveTable.STATE_END;
    }

    private void takeNewest(MemorySegment records, int states) {
        int take = (int) Math.min(Math.min(states, PER_SPAN), allowance);
        for (int i = states - take; i < states; i++) {
            note(records, newest[i & (PER_SPAN - 1)]);
        }
        allowance -= take;
        taken += take;
        skipped += states - take;
    }

    private void note(MemorySegment records, long event) {
        int type = (int) EventHeader.TYPE.get(records, event);
        long at =
                type == TcpCwnd.TYPE.id()
                        ? table.light(records, event)
                        : table.state(records, event, type);
        if (at >= 0 && EventHeader.COOKIE.get(records, event) == trail.cookie()) {
            trail.add(table.bytes(), at);
        }
    }
}
