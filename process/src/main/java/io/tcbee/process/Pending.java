package io.tcbee.process;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Events of sockets whose connection is not known yet, kept until it is: at most {@link
 * #PER_SOCKET} of one socket and {@link #MOST} in all; the oldest give way.
 */
final class Pending {
    private static final int PER_SOCKET = 64;
    private static final int MOST = 16_384;

    private final Map<Long, Deque<byte[]>> bySocket = new HashMap<>();
    private final Deque<Long> arrivals = new ArrayDeque<>();
    private long dropped;

    /** What is done with an event that found its connection. */
    @FunctionalInterface
    interface Consumer {
        void event(EventType type, long timeNs, MemorySegment segment, long at);
    }

    boolean isEmpty() {
        return bySocket.isEmpty();
    }

    void keep(long cookie, EventType type, MemorySegment segment, long at) {
        Deque<byte[]> events = bySocket.computeIfAbsent(cookie, key -> new ArrayDeque<>());
        byte[] copy =
                segment.asSlice(at, type.size()).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        events.add(copy);
        arrivals.add(cookie);
        if (events.size() > PER_SOCKET) {
            events.remove();
            dropped++;
        }
        while (arrivals.size() > MOST) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Long cookie = arrivals.remove();
        Deque<byte[]> events = bySocket.get(cookie);
        if (events != null) {
            events.remove();
            dropped++;
            if (events.isEmpty()) {
                bySocket.remove(cookie);
            }
        }
    }

    /** Hands over, in order, and forgets the events of that socket. */
    void release(long cookie, Consumer consumer) {
        Deque<byte[]> events = bySocket.remove(cookie);
        if (events == null) {
            return;
        }
        for (byte[] event : events) {
            MemorySegment segment = MemorySegment.ofArray(event);
            int id = (int) EventHeader.TYPE.get(segment, 0);
            consumer.event(
                    io.tcbee.model.EventTypes.byId(id),
                    EventHeader.TIME_NS.get(segment, 0),
                    segment,
                    0);
        }
    }

    /** Events that gave way, and those that are still waiting. */
    long lost() {
        long waiting = 0;
        for (Iterator<Deque<byte[]>> i = bySocket.values().iterator(); i.hasNext(); ) {
            waiting += i.next().size();
        }
        return dropped + waiting;
    }
}
