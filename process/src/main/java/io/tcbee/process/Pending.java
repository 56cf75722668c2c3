package io.tcbee.process;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Events of sockets whose connection is not known yet, kept until it is: at most {@link
 * #PER_SOCKET} of one socket and {@link #MOST} in all; the oldest of the socket, or of the socket
 * that waits longest, give way.
 */
final class Pending {
    private static final int PER_SOCKET = 64;
    private static final int MOST = 16_384;

    private final Map<Long, Deque<byte[]>> bySocket = new LinkedHashMap<>();
    private long waiting;
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
        byte[] copy = segment.asSlice(at, type.size()).toArray(ValueLayout.JAVA_BYTE);
        events.add(copy);
        waiting++;
        if (events.size() > PER_SOCKET) {
            drop(events);
        }
        if (waiting > MOST) {
            Map.Entry<Long, Deque<byte[]>> oldest = bySocket.entrySet().iterator().next();
            drop(oldest.getValue());
            if (oldest.getValue().isEmpty()) {
                bySocket.remove(oldest.getKey());
            }
        }
    }

    private void drop(Deque<byte[]> events) {
        events.remove();
        waiting--;
        dropped++;
    }

    /** Hands over, in order, and forgets the events of that socket. */
    void release(long cookie, Consumer consumer) {
        Deque<byte[]> events = bySocket.remove(cookie);
        if (events == null) {
            return;
        }
        waiting -= events.size();
        for (byte[] event : events) {
            MemorySegment segment = MemorySegment.ofArray(event);
            int id = (int) EventHeader.TYPE.get(segment, 0);
            consumer.event(EventTypes.byId(id), EventHeader.TIME_NS.get(segment, 0), segment, 0);
        }
    }

    /** Events that gave way, and those that are still waiting. */
    long lost() {
        return dropped + waiting;
    }
}
