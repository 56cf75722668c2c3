package io.tcbee.record;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.Field;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.PacketStateEvent;
import io.tcbee.model.SocketEvent;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.TraceReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a trace has of each connection, read without the recorder's knowledge of filters. */
final class Seen {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int ACK = 16;

    /** One connection, by the two ends as {@code address:port}, in order of the text. */
    static final class Connection {
        final Set<String> packets = new TreeSet<>();
        final Set<String> events = new TreeSet<>();
        long sent;
        long received;
        int count;

        @Override
        public String toString() {
            return packets + " " + events + " sent " + sent + " received " + received;
        }
    }

    final Map<String, Connection> connections = new TreeMap<>();

    /** Events of which no socket was told. */
    int unknown;

    static Seen of(Path trace) throws UnknownHostException {
        Seen seen = new Seen();
        Map<Long, String> sockets = new HashMap<>();
        try (TraceReader reader = TraceReader.open(trace)) {
            EventCursor cursor = reader.events();
            while (cursor.next()) {
                if (cursor.type() == SocketEvent.TYPE.id()) {
                    sockets.put(get(cursor, EventHeader.COOKIE), socket(cursor));
                }
            }
            cursor = reader.events();
            while (cursor.next()) {
                if (cursor.type() == PacketEvent.TYPE.id()) {
                    seen.packet(cursor, PacketEvent.TYPE);
                } else if (cursor.type() == PacketStateEvent.TYPE.id()) {
                    seen.packet(cursor, PacketStateEvent.TYPE);
                } else {
                    seen.event(cursor, sockets);
                }
            }
        }
        return seen;
    }

    private Connection connection(String ends) {
        return connections.computeIfAbsent(ends, _ -> new Connection());
    }

    private static String ends(String one, String other) {
        return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
    }

    private static String socket(EventCursor cursor) throws UnknownHostException {
        MemorySegment event = cursor.segment();
        long local = cursor.at() + SocketEvent.LOCAL_ADDRESS.offset();
        long remote = cursor.at() + SocketEvent.REMOTE_ADDRESS.offset();
        return ends(
                address(event, local, 16) + ":" + get(cursor, SocketEvent.LOCAL_PORT),
                address(event, remote, 16) + ":" + get(cursor, SocketEvent.REMOTE_PORT));
    }

    private void event(EventCursor cursor, Map<Long, String> sockets) {
        String ends = sockets.get(get(cursor, EventHeader.COOKIE));
        if (ends == null) {
            unknown++;
            return;
        }
        Connection connection = connection(ends);
        EventType type =
                EventTypes.ALL.stream()
                        .filter(t -> t.id() == cursor.type())
                        .findFirst()
                        .orElseThrow();
        connection.events.add(type.name());
        type.fields().stream()
                .filter(field -> field.name().equals("result"))
                .forEach(field -> {
                    long bytes = Math.max(0, get(cursor, field));
                    if (type.name().contains("send")) {
                        connection.sent += bytes;
                    } else {
                        connection.received += bytes;
                    }
                });
    }

    private void packet(EventCursor cursor, EventType type) throws UnknownHostException {
        MemorySegment event = cursor.segment();
        long ip = cursor.at() + type.field("headers").offset();
        long tcp = ip + get(cursor, type.field("ip_length"));
        boolean four = event.get(ValueLayout.JAVA_BYTE, ip) >> 4 == 4;
        int size = four ? 4 : 16;
        long source = ip + (four ? 12 : 8);
        String from = address(event, source, size) + ":" + port(event, tcp);
        String to = address(event, source + size, size) + ":" + port(event, tcp + 2);
        int flags = event.get(ValueLayout.JAVA_BYTE, tcp + 13);
        Connection connection = connection(ends(from, to));
        connection.count++;
        String way = get(cursor, type.field("direction")) == 1 ? " out" : " in";
        if ((flags & SYN) != 0) {
            connection.packets.add(((flags & ACK) != 0 ? "SYN-ACK" : "SYN") + way);
        }
        if ((flags & FIN) != 0) {
            connection.packets.add("FIN" + way);
        }
    }

    private static String address(MemorySegment event, long at, int size)
            throws UnknownHostException {
        byte[] bytes = event.asSlice(at, size).toArray(ValueLayout.JAVA_BYTE);
        return InetAddress.getByAddress(bytes).getHostAddress();
    }

    private static int port(MemorySegment event, long at) {
        byte[] bytes = event.asSlice(at, 2).toArray(ValueLayout.JAVA_BYTE);
        return ByteBuffer.wrap(bytes).getShort() & 0xffff;
    }

    private static long get(EventCursor cursor, Field field) {
        return field.get(cursor.segment(), cursor.at());
    }

    @Override
    public String toString() {
        return connections + ", " + unknown + " events of sockets that were not told";
    }
}
