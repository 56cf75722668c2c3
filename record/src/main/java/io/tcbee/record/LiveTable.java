package io.tcbee.record;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.Field;
import io.tcbee.model.InetSockSetState;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpCwnd;
import io.tcbee.model.TcpDestroySock;
import io.tcbee.model.TcpState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The newest state of a bounded number of connections, by cookie; one thread at a time.
 *
 * <pre>
 *  slot 0                                     slot 1
 *  +--------------+-------------+-----------+--------------+---
 *  | event_header | tcp_state   | rest of   | event_header | ...
 *  | of the newest event that   | the       |
 *  | carried state              | socket_event
 *  +--------------+-------------+-----------+--------------+---
 * </pre>
 *
 * <p>A new connection takes a free slot, else that of the connection that ended first, else that of
 * the one silent for the longest among the next {@value #TRIES}.
 */
final class LiveTable {
    /** Header and state, as every event that carries state has them. */
    static final long STATE_END = SocketEvent.LOCAL_ADDRESS.offset();

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int TRIES = 16;
    private static final int SLOT_BYTES = (SocketEvent.TYPE.size() + 7) & ~7;
    private static final Field[] LIGHT = {
        TcpCwnd.SND_CWND, TcpCwnd.SND_SSTHRESH, TcpCwnd.PACKETS_OUT, TcpCwnd.SRTT_US
    };
    private static final Field[] OF_LIGHT = {
        TcpState.SND_CWND, TcpState.SND_SSTHRESH, TcpState.PACKETS_OUT, TcpState.SRTT_US
    };

    private final int capacity;
    private final CookieIndex index;
    private final long[] firstNs;
    private final boolean[] ended;
    private final int[] endedSlots;
    private byte[] memory = new byte[0];
    private MemorySegment bytes = MemorySegment.ofArray(memory);
    private int used;
    private int endedHead;
    private int endedCount;
    private int hand;
    private long evicted;

    LiveTable(int capacity) {
        this.capacity = capacity;
        index = new CookieIndex(capacity);
        firstNs = new long[capacity];
        ended = new boolean[capacity];
        endedSlots = new int[capacity];
    }

    /**
     * Takes the event at {@code from}, which carries state and is at least {@link #STATE_END} long.
     *
     * @return where the connection's slot begins in {@link #bytes}, or -1 if the event is older
     *     than what is there
     */
    long state(MemorySegment records, long from, int type) {
        int slot = slot(records, from);
        long at = at(slot);
        if (EventHeader.TIME_NS.get(records, from) < EventHeader.TIME_NS.get(bytes, at)) {
            return -1;
        }
        MemorySegment.copy(records, from, bytes, at, STATE_END);
        if (type == InetSockSetState.TYPE.id()) {
            long state = InetSockSetState.NEWSTATE.get(records, from);
            bytes.set(JAVA_BYTE, at + TcpState.SK_STATE.offset(), (byte) state);
        } else if (type == TcpDestroySock.TYPE.id() && !ended[slot]) {
            ended[slot] = true;
            endedSlots[(endedHead + endedCount++) % capacity] = slot;
        }
        return at;
    }

    /** Takes a whole {@code socket_event}; what is known of the owner stays if it tells none. */
    void socket(MemorySegment records, long from) {
        long at = at(slot(records, from));
        boolean keep = SocketEvent.PID.get(records, from) == 0;
        long pid = SocketEvent.PID.offset();
        long comm = SocketEvent.COMM.offset();
        byte[] owner = keep ? SocketEvent.COMM.bytes(bytes, at) : null;
        int owning = (int) SocketEvent.PID.get(bytes, at);
        MemorySegment.copy(
                records,
                from + STATE_END,
                bytes,
                at + STATE_END,
                SocketEvent.TYPE.size() - STATE_END);
        if (keep) {
            bytes.set(INT, at + pid, owning);
            MemorySegment.copy(MemorySegment.ofArray(owner), 0, bytes, at + comm, owner.length);
        }
    }

    /** Takes a {@code tcp_cwnd_event}. */
    long light(MemorySegment records, long from) {
        long at = at(slot(records, from));
        MemorySegment.copy(records, from, bytes, at, EventHeader.SIZE);
        for (int i = 0; i < LIGHT.length; i++) {
            bytes.set(INT, at + OF_LIGHT[i].offset(), (int) LIGHT[i].get(records, from));
        }
        return at;
    }

    /** Every slot; valid until the next event. */
    MemorySegment bytes() {
        return bytes;
    }

    /** A copy of all that are there. */
    List<LiveConnection> copy() {
        MemorySegment copy = MemorySegment.ofArray(memory.clone()).asReadOnly();
        List<LiveConnection> connections = new ArrayList<>(used);
        for (int slot = 0; slot < used; slot++) {
            connections.add(new LiveConnection(copy, at(slot), firstNs[slot], ended[slot]));
        }
        return connections;
    }

    /** Connections that gave way to newer ones. */
    long evicted() {
        return evicted;
    }

    private static long at(int slot) {
        return (long) slot * SLOT_BYTES;
    }

    private int slot(MemorySegment records, long from) {
        long cookie = EventHeader.COOKIE.get(records, from);
        int slot = index.slot(cookie);
        if (slot < 0) {
            slot = free();
            index.put(cookie, slot);
            long at = at(slot);
            bytes.asSlice(at, SLOT_BYTES).fill((byte) 0);
            bytes.set(LONG, at + EventHeader.COOKIE.offset(), cookie);
            firstNs[slot] = EventHeader.TIME_NS.get(records, from);
            ended[slot] = false;
        }
        return slot;
    }

    private int free() {
        if (used < capacity) {
            if (memory.length == used * SLOT_BYTES) {
                grow();
            }
            return used++;
        }
        evicted++;
        int slot;
        if (endedCount > 0) {
            slot = endedSlots[endedHead];
            endedHead = (endedHead + 1) % capacity;
            endedCount--;
        } else {
            slot = silent();
        }
        index.remove(EventHeader.COOKIE.get(bytes, at(slot)));
        return slot;
    }

    private int silent() {
        int oldest = hand;
        for (int i = 0; i < Math.min(TRIES, capacity); i++) {
            int slot = (hand + i) % capacity;
            if (EventHeader.TIME_NS.get(bytes, at(slot))
                    < EventHeader.TIME_NS.get(bytes, at(oldest))) {
                oldest = slot;
            }
        }
        hand = (hand + TRIES) % capacity;
        return oldest;
    }

    private void grow() {
        int slots = Math.min(capacity, Math.max(64, used * 2));
        memory = Arrays.copyOf(memory, slots * SLOT_BYTES);
        bytes = MemorySegment.ofArray(memory);
    }
}
