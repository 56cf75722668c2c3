package io.tcbee.process;

import io.tcbee.metric.Metric;
import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.KfreeSkb;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.PacketStateEvent;
import io.tcbee.model.Side;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpBadCsum;
import io.tcbee.model.TcpReset;
import io.tcbee.model.TcpRetransmitSynack;
import io.tcbee.model.TcpState;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Run;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.ConnectionTable;
import io.tcbee.tcp.Headers;
import io.tcbee.tcp.Packet;
import io.tcbee.tcp.SequenceSpace;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.EventSource;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** One walk over one trace: the state machine of processing. */
final class Pass {
    private static final int PROGRESS_EVENTS = 1 << 16;
    private static final long EXPIRY_NS = 10_000_000_000L;
    private static final long MOST_PAYLOAD = 1 << 30; // above it, nothing that a stack handles
    private static final int ESTABLISHED = 1;

    /** By which a packet's members lie further back if the sender's state is before them. */
    private static final long STATE_BYTES =
            PacketStateEvent.IFINDEX.offset() - PacketEvent.IFINDEX.offset();

    private final EventSource trace;
    private final List<Metric> metrics;
    private final FlowWriter writer;
    private final Catalogue catalogue;
    private final Layouts layouts;
    private final Interfaces interfaces;
    private final Losses losses;
    private final ConnectionLosses connectionLosses;
    private final long startNs;

    private final ConnectionTable table = new ConnectionTable();
    private final Headers headers = new Headers();
    private final Pending pending = new Pending();
    private final Totals totals = new Totals();
    private final Failures failures = new Failures();
    private final Sample sample;
    private final PacketTable packets;
    private final EventCursor events;
    private final boolean tables;
    private final EventTable[] eventTables;
    private final EventTable[][] tablesOfType = new EventTable[64][];
    private final boolean[] hasTuple = new boolean[64];
    private ConnectionState[] states = new ConnectionState[64];
    private long[] ids = new long[64];
    private PacketSink sink = PacketSink.NONE;

    private Pass(EventSource trace, List<Metric> metrics, FlowWriter writer) {
        this.trace = trace;
        this.metrics = metrics;
        this.writer = writer;
        startNs = trace.info().start().monotonicNs();
        catalogue = new Catalogue(metrics);
        layouts = new Layouts(trace);
        interfaces = new Interfaces(trace.info().interfaces());
        losses = new Losses(trace, startNs);
        connectionLosses = new ConnectionLosses(trace.connectionLosses(), interfaces, startNs);
        sample = new Sample(layouts);
        packets = new PacketTable(writer);
        events = trace.events();
        MemorySegment stays = events.stays() ? events.segment() : MemorySegment.NULL;
        tables = !(writer instanceof Nowhere);
        eventTables =
                (tables ? EventTables.of(layouts) : List.<EventTables.Definition>of())
                        .stream()
                                .map(definition -> new EventTable(definition, stays, writer))
                                .toArray(EventTable[]::new);
        for (EventType type :
                List.of(TcpReset.TYPE, TcpRetransmitSynack.TYPE, TcpBadCsum.TYPE, KfreeSkb.TYPE)) {
            hasTuple[type.id()] = true;
        }
        for (int type = 0; type < tablesOfType.length; type++) {
            int id = type;
            tablesOfType[type] =
                    Arrays.stream(eventTables)
                            .filter(each -> each.definition().takes(id))
                            .toArray(EventTable[]::new);
        }
    }

    /** Processes the trace into a new run of {@code store} and commits it. */
    static Processed over(
            EventSource trace,
            String source,
            List<Metric> metrics,
            FlowStore store,
            Progress progress) {
        Run begin = Runs.begin(trace, source);
        try (FlowWriter writer = store.writer(begin)) {
            return into(writer, begin, trace, metrics, progress);
        }
    }

    /** Processes the trace and commits {@code begin} to {@code writer}. */
    static Processed into(
            FlowWriter writer,
            Run begin,
            EventSource trace,
            List<Metric> metrics,
            Progress progress) {
        Pass pass = new Pass(trace, metrics, writer);
        pass.walk(begin.source(), progress);
        Run run = pass.finish(begin);
        writer.commit(run);
        return pass.result(run);
    }

    /** Walks over the events for the sake of their packets only. */
    static void tell(EventSource trace, PacketSink sink, Progress progress) {
        Pass pass = new Pass(trace, List.of(), new Nowhere());
        pass.sink = sink;
        pass.walk("packets", progress);
    }

    private void walk(String source, Progress progress) {
        catalogue.define(writer);
        long nextExpiry = EXPIRY_NS;
        EventCursor cursor = events;
        while (cursor.next()) {
            if ((totals.events++ & (PROGRESS_EVENTS - 1)) == 0) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new ProcessException("process " + source + ": interrupted");
                }
                progress.at(totals.events - 1, trace.eventCount());
            }
            EventType type = layouts.read(cursor);
            long timeNs = cursor.timeNs() - startNs;
            totals.lastNs = Math.max(totals.lastNs, timeNs); // a capture's clock may be set back
            if (type == null) {
                totals.unknownEvents++;
            } else {
                event(type, timeNs);
            }
            if (totals.lastNs >= nextExpiry) {
                for (Connection ended : table.expire(totals.lastNs)) {
                    end(ended, totals.lastNs);
                }
                nextExpiry = totals.lastNs + EXPIRY_NS;
            }
        }
        progress.at(totals.events, totals.events);
    }

    private void event(EventType type, long timeNs) {
        MemorySegment segment = layouts.segment();
        long at = layouts.at();
        if (type.id() == PacketEvent.TYPE.id()) {
            Packet _ = packet(segment, at, 0, timeNs);
        } else if (type.id() == PacketStateEvent.TYPE.id()) {
            packetWithState(segment, at, timeNs);
        } else if (type.id() == SocketEvent.TYPE.id()) {
            socket(segment, at, timeNs);
        } else if (hasTuple[type.id()]) {
            tuple(type, segment, at, timeNs);
        } else {
            cookie(type, segment, at, timeNs);
        }
    }

    /**
     * One packet.
     *
     * @param behind bytes by which its members lie further back than those of {@link PacketEvent}
     * @return null if it is no packet of a connection
     */
    private Packet packet(MemorySegment event, long at, long behind, long timeNs) {
        long members = at + behind;
        long ifindex = PacketEvent.IFINDEX.get(event, members);
        long netns = EventHeader.PACKET_NETNS.get(event, at);
        int direction = (int) PacketEvent.DIRECTION.get(event, members);
        if (direction == Packet.IN && interfaces.loopback(ifindex, netns)) {
            totals.loopbackCopies++;
            return null;
        }
        int ipLength = (int) PacketEvent.IP_LENGTH.get(event, members);
        int tcpLength = (int) PacketEvent.TCP_LENGTH.get(event, members);
        long recorded = EventHeader.LENGTH.get(event, at) - behind - PacketEvent.HEADERS.offset();
        long payload = PacketEvent.PAYLOAD_LENGTH.get(event, members);
        boolean readable =
                payload <= MOST_PAYLOAD
                        && ipLength + tcpLength <= recorded
                        && headers.parse(
                                event, members + PacketEvent.HEADERS.offset(), ipLength, tcpLength);
        if (!readable) {
            totals.unattributedEvents++;
            return null;
        }
        long cookie = EventHeader.COOKIE.get(event, at);
        Packet packet =
                table.packet(
                        headers,
                        interfaces.netns(ifindex, netns),
                        cookie,
                        timeNs,
                        direction,
                        (int) payload,
                        (int) PacketEvent.GSO_SEGS.get(event, members),
                        (int) PacketEvent.GSO_SIZE.get(event, members));
        ConnectionState state = state(packet.connection());
        if (!pending.isEmpty() && cookie != 0) {
            release(cookie);
        }
        state.packet(packet);
        if (tables && packets.add(packet, packet.side() == Side.CLIENT ? 0 : 1, event, members)) {
            packets.flush(ids);
        }
        sink.packet(packet, event, at, behind);
        return packet;
    }

    /** A packet and its sender's state before it: the packet is told first, as it places both. */
    private void packetWithState(MemorySegment event, long at, long timeNs) {
        Packet packet = packet(event, at, STATE_BYTES, timeNs);
        if (packet != null) {
            sample(PacketStateEvent.TYPE, packet.connection(), packet.side(), timeNs, event, at);
        }
    }

    private void socket(MemorySegment event, long at, long timeNs) {
        int remotePort = (int) SocketEvent.REMOTE_PORT.get(event, at);
        if (remotePort == 0) {
            totals.unattributedEvents++; // a listener has no connection
            return;
        }
        long cookie = EventHeader.COOKIE.get(event, at);
        long localHigh = Addresses.high(SocketEvent.LOCAL_ADDRESS, event, at);
        long localLow = Addresses.low(SocketEvent.LOCAL_ADDRESS, event, at);
        int localPort = (int) SocketEvent.LOCAL_PORT.get(event, at);
        if (localPort == 0 && table.cookie(cookie) == null) {
            // It connects, and the kernel has not chosen its port yet: its SYN or a later event
            // tells.
            pending.keep(cookie, SocketEvent.TYPE, event, at);
            return;
        }
        Connection connection =
                table.socket(
                        SocketEvent.NETNS.get(event, at),
                        localHigh,
                        localLow,
                        localPort,
                        Addresses.high(SocketEvent.REMOTE_ADDRESS, event, at),
                        Addresses.low(SocketEvent.REMOTE_ADDRESS, event, at),
                        remotePort,
                        cookie,
                        (int) SocketEvent.PASSIVE.get(event, at),
                        timeNs);
        Side side = table.side(connection, localHigh, localLow, localPort);
        if (SocketEvent.WSCALE_OK.get(event, at) == 1) {
            connection.windowScales(
                    side,
                    (int) SocketEvent.RCV_WSCALE.get(event, at),
                    (int) SocketEvent.SND_WSCALE.get(event, at));
        } else if (TcpState.SK_STATE.get(event, at) == ESTABLISHED) {
            connection.windowScales(side, 0, 0);
        }
        state(connection);
        release(cookie);
        sample(SocketEvent.TYPE, connection, side, timeNs, event, at);
    }

    private void tuple(EventType type, MemorySegment event, long at, long timeNs) {
        // All have the same tuple at the same place: the socket's, or the packet's, own end first.
        long localHigh = Addresses.high(TcpReset.LOCAL_ADDRESS, event, at);
        long localLow = Addresses.low(TcpReset.LOCAL_ADDRESS, event, at);
        int localPort = (int) TcpReset.LOCAL_PORT.get(event, at);
        Connection connection =
                table.find(
                        TcpReset.NETNS.get(event, at),
                        localHigh,
                        localLow,
                        localPort,
                        Addresses.high(TcpReset.REMOTE_ADDRESS, event, at),
                        Addresses.low(TcpReset.REMOTE_ADDRESS, event, at),
                        (int) TcpReset.REMOTE_PORT.get(event, at));
        if (connection == null) {
            totals.unattributedEvents++;
            return;
        }
        Side side = table.side(connection, localHigh, localLow, localPort);
        sample(type, connection, side, timeNs, event, at);
    }

    private void cookie(EventType type, MemorySegment event, long at, long timeNs) {
        long cookie = EventHeader.COOKIE.get(event, at);
        Connection connection = cookie == 0 ? null : table.cookie(cookie);
        if (connection != null) {
            Side side = ConnectionTable.side(connection, cookie);
            sample(type, connection, side, timeNs, event, at);
        } else if (cookie != 0) {
            pending.keep(cookie, type, event, at);
        } else {
            totals.unattributedEvents++;
        }
    }

    private void release(long cookie) {
        Connection connection = cookie == 0 ? null : table.cookie(cookie);
        if (connection == null) {
            return;
        }
        Side side = ConnectionTable.side(connection, cookie);
        pending.release(
                cookie,
                (type, monotonicNs, event, at) ->
                        sample(type, connection, side, monotonicNs - startNs, event, at));
    }

    private void sample(
            EventType type,
            Connection connection,
            Side side,
            long timeNs,
            MemorySegment event,
            long at) {
        connection.seen(timeNs);
        ConnectionState state = state(connection);
        SequenceSpace own = connection.sender(side).space();
        SequenceSpace peer = connection.sender(side.other()).space();
        if (type.carriesState()) {
            locate(side, own, peer, event, at);
        }
        state.owner(type, event, at);
        sample.of(connection, side, timeNs, type, event, at);
        state.sample(sample, type.id() != PacketStateEvent.TYPE.id());
        int row = side == Side.CLIENT ? 0 : 1;
        for (EventTable each : tablesOfType[type.id()]) {
            if (each.add(connection.id(), row, timeNs, event, at, own, peer)) {
                each.flush(ids);
            }
        }
    }

    /**
     * Finds the initial sequence numbers of a connection whose SYNs were not seen, by the kernel's
     * counts of the bytes since then: bytes_acked counts the SYN of the side that connected (Linux
     * net/ipv4/tcp_input.c, tcp_snd_una_update), bytes_received none.
     */
    private static void locate(
            Side side, SequenceSpace own, SequenceSpace peer, MemorySegment event, long at) {
        if ((own.known() && peer.known()) || TcpState.SK_STATE.get(event, at) != ESTABLISHED) {
            return;
        }
        if (!own.known()) {
            long syn = side == Side.CLIENT ? 0 : 1;
            own.start(
                    (int) TcpState.SND_UNA.get(event, at),
                    TcpState.BYTES_ACKED.get(event, at) + syn);
        }
        if (!peer.known()) {
            peer.start(
                    (int) TcpState.RCV_NXT.get(event, at),
                    TcpState.BYTES_RECEIVED.get(event, at) + 1);
        }
    }

    private ConnectionState state(Connection connection) {
        int id = connection.id();
        if (id >= states.length) {
            states = Arrays.copyOf(states, Math.max(id + 1, states.length * 2));
            ids = Arrays.copyOf(ids, states.length);
        }
        ConnectionState state = states[id];
        if (state == null) {
            ids[id] = writer.connection();
            state = new ConnectionState(ids[id], connection, metrics, catalogue, writer, failures);
            states[id] = state;
            totals.connections++;
            connectionLosses.begins(connection);
        }
        return state;
    }

    private void end(Connection connection, long nowNs) {
        ConnectionState state = states[connection.id()];
        states[connection.id()] = null;
        writer.append(state.end(losses, connectionLosses, totals, nowNs));
    }

    private Run finish(Run begin) {
        losses.unreadable(trace);
        for (Connection ended : table.finish()) {
            end(ended, Long.MAX_VALUE);
        }
        connectionLosses.rest();
        packets.flush(ids);
        for (EventTable each : eventTables) {
            each.flush(ids);
        }
        if (connectionLosses.rows().size() > 0) {
            writer.append(connectionLosses.rows());
        }
        writer.append(losses.rows());
        totals.unattributedEvents += pending.lost();
        return Runs.end(begin, totals, losses, trace);
    }

    private Processed result(Run run) {
        long rows = packets.written();
        for (EventTable each : eventTables) {
            rows += each.written();
        }
        return new Processed(
                run,
                totals.connections,
                rows,
                totals.points,
                totals.unknownEvents,
                totals.unattributedEvents,
                totals.latePoints,
                totals.loopbackCopies,
                trace.damages(),
                trace.leftOut(),
                failures.sentences());
    }
}
