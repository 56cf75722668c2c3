package io.tcbee.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import io.tcbee.tcp.Headers;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.EventSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses events of one source by type, connection and time.
 *
 * <p>An event is of a connection if it tells its ends, or if it is of a socket whose ends another
 * event tells: {@link #learn} finds these sockets, and must come first where connections are
 * chosen. One thread.
 */
public final class EventFilter {
    private final Set<Integer> types;
    private final List<ConnectionFilter> connections;
    private final long fromNs;
    private final long toNs;
    private final Tuple[] tuples;
    private final Set<Long> cookies = new HashSet<>();
    private final Headers headers = new Headers();

    /** Where events of a type have their ends. */
    private record Tuple(
            Field local,
            Field remote,
            Field localPort,
            Field remotePort,
            Field headers,
            Field ipLength,
            Field tcpLength) {
        static Tuple of(EventType type) {
            return new Tuple(
                    type.field("local_address"),
                    type.field("remote_address"),
                    type.field("local_port"),
                    type.field("remote_port"),
                    type.field("headers"),
                    type.field("ip_length"),
                    type.field("tcp_length"));
        }
    }

    /**
     * @param types names of event types, with or without {@code _event}; empty for all
     * @param connections empty for all
     * @param fromNs since the start of the source; {@link Long#MIN_VALUE} is its begin
     * @param toNs since the start of the source; events at it are left out
     * @throws IllegalArgumentException if the source knows no type of that name
     */
    public EventFilter(
            EventSource source,
            List<String> types,
            List<ConnectionFilter> connections,
            long fromNs,
            long toNs) {
        this.types = ids(source, types);
        this.connections = List.copyOf(connections);
        long startNs = source.info().start().monotonicNs();
        this.fromNs = fromNs == Long.MIN_VALUE ? fromNs : startNs + fromNs;
        this.toNs = toNs == Long.MAX_VALUE ? toNs : startNs + toNs;
        int most = source.info().eventTypes().stream().mapToInt(EventType::id).max().orElse(0);
        tuples = new Tuple[most + 1];
        source.info().eventTypes().forEach(type -> tuples[type.id()] = Tuple.of(type));
    }

    private static Set<Integer> ids(EventSource source, List<String> names) {
        Set<Integer> ids = new HashSet<>();
        List<String> known = new ArrayList<>();
        for (EventType type : source.info().eventTypes()) {
            known.add(shortName(type));
        }
        for (String name : names) {
            int at = known.indexOf(name.replaceFirst("_event$", ""));
            if (at < 0) {
                throw new IllegalArgumentException(
                        "no such type of event: "
                                + name
                                + "; there are "
                                + String.join(", ", known));
            }
            ids.add(source.info().eventTypes().get(at).id());
        }
        return ids;
    }

    /** A type's name as people use it: without {@code _event}. */
    public static String shortName(EventType type) {
        return type.name().replaceFirst("_event$", "");
    }

    /** Whether a walk must come before, for {@link #learn}. */
    public boolean learns() {
        return !connections.isEmpty();
    }

    /** Finds the sockets of the chosen connections. */
    public void learn(EventCursor events) {
        while (events.next()) {
            long cookie = EventHeader.COOKIE.get(events.segment(), events.at());
            if (cookie != 0 && ofConnection(events)) {
                cookies.add(cookie);
            }
        }
    }

    /** Whether the current event is chosen. */
    public boolean takes(EventCursor events) {
        long timeNs = events.timeNs();
        return timeNs >= fromNs && timeNs < toNs && takesAtAnyTime(events);
    }

    /** Whether the current event is before the chosen time. */
    public boolean isBefore(EventCursor events) {
        return events.timeNs() < fromNs;
    }

    /** Whether the current event is of a chosen type and connection. */
    public boolean takesAtAnyTime(EventCursor events) {
        return (types.isEmpty() || types.contains(events.type())) && takesConnection(events);
    }

    /** Whether the current event is of a chosen connection. */
    public boolean takesConnection(EventCursor events) {
        if (connections.isEmpty()) {
            return true;
        }
        long cookie = EventHeader.COOKIE.get(events.segment(), events.at());
        return (cookie != 0 && cookies.contains(cookie)) || ofConnection(events);
    }

    private boolean ofConnection(EventCursor events) {
        int type = events.type();
        Tuple tuple = type < tuples.length ? tuples[type] : null;
        if (tuple == null) {
            return false;
        }
        MemorySegment bytes = events.segment();
        long at = events.at();
        if (tuple.headers() != null && tuple.ipLength() != null) {
            return ofPacket(tuple, bytes, at);
        }
        if (tuple.local() == null || tuple.remotePort() == null) {
            return false;
        }
        return ofConnection(
                bytes(tuple.local(), bytes, at),
                (int) tuple.localPort().get(bytes, at),
                bytes(tuple.remote(), bytes, at),
                (int) tuple.remotePort().get(bytes, at));
    }

    private boolean ofPacket(Tuple tuple, MemorySegment bytes, long at) {
        int ipLength = (int) tuple.ipLength().get(bytes, at);
        int tcpLength = (int) tuple.tcpLength().get(bytes, at);
        long recorded = EventHeader.LENGTH.get(bytes, at) - tuple.headers().offset();
        return ipLength + tcpLength <= recorded
                && headers.parse(bytes, at + tuple.headers().offset(), ipLength, tcpLength)
                && ofConnection(
                        address(headers.sourceHigh(), headers.sourceLow()),
                        headers.sourcePort(),
                        address(headers.destinationHigh(), headers.destinationLow()),
                        headers.destinationPort());
    }

    private boolean ofConnection(byte[] one, int onePort, byte[] other, int otherPort) {
        for (ConnectionFilter each : connections) {
            if (each.takes(one, onePort, other, otherPort)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(Field field, MemorySegment bytes, long at) {
        return bytes.asSlice(at + field.offset(), field.length()).toArray(JAVA_BYTE);
    }

    private static byte[] address(long high, long low) {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }
}
