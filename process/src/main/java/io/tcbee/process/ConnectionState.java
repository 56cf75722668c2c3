package io.tcbee.process;

import io.tcbee.metric.KernelSample;
import io.tcbee.metric.Metric;
import io.tcbee.model.EventType;
import io.tcbee.model.InetSockSetState;
import io.tcbee.model.Side;
import io.tcbee.model.SockRecvLength;
import io.tcbee.model.SockSendLength;
import io.tcbee.model.SocketEvent;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowWriter;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What a pass keeps of one connection beyond {@link Connection}: metrics, process, totals. */
final class ConnectionState {
    private static final int CLOSE = 7; // include/net/tcp_states.h
    private static final int SYN_SENT = 2;

    private final long id;
    private final Connection connection;
    private final Measurement[] measurements;
    private final Certainty certainty;
    private final FlowWriter writer;
    private long events;
    private int pid;
    private String comm = "";
    private String congestionControl = "";
    private boolean kernelClosed;

    ConnectionState(
            long id,
            Connection connection,
            List<Metric> metrics,
            Catalogue catalogue,
            FlowWriter writer,
            Failures failures) {
        this.id = id;
        this.connection = connection;
        this.writer = writer;
        certainty = new Certainty(connection);
        measurements = new Measurement[metrics.size()];
        for (int i = 0; i < measurements.length; i++) {
            Metric metric = metrics.get(i);
            measurements[i] =
                    new Measurement(metric, catalogue.outputs(i), connection, id, writer, failures);
        }
    }

    long id() {
        return id;
    }

    void packet(Packet packet) {
        events++;
        certainty.packet(packet);
        for (Measurement measurement : measurements) {
            measurement.packet(packet);
        }
    }

    /**
     * @param another whether the event has not been told as a packet already
     */
    void sample(KernelSample sample, boolean another) {
        events += another ? 1 : 0;
        for (Measurement measurement : measurements) {
            measurement.sample(sample);
        }
    }

    /** Takes over what an event says of the process that owns the socket. */
    void owner(EventType type, MemorySegment event, long at) {
        if (type.id() == SocketEvent.TYPE.id()) {
            int owner = (int) SocketEvent.PID.get(event, at);
            if (owner != 0 && pid == 0) {
                pid = owner;
                comm = SocketEvent.COMM.text(event, at);
            }
            String name = SocketEvent.CONGESTION_CONTROL.text(event, at);
            congestionControl = name.isEmpty() ? congestionControl : name;
        } else if (isCall(type) && pid == 0) {
            pid = (int) SockSendLength.PID.get(event, at);
        } else if (type.id() == InetSockSetState.TYPE.id()) {
            kernelClosed |=
                    InetSockSetState.NEWSTATE.get(event, at) == CLOSE
                            && InetSockSetState.OLDSTATE.get(event, at) != SYN_SENT;
        }
    }

    private static boolean isCall(EventType type) {
        return type.id() == SockSendLength.TYPE.id() || type.id() == SockRecvLength.TYPE.id();
    }

    ConnectionRow end(Losses losses, ConnectionLosses own, Totals totals, long nowNs) {
        List<Attribute> attributes = new ArrayList<>();
        for (Measurement measurement : measurements) {
            measurement.end(attributes, totals, connection.endNs());
        }
        attributes.add(new Attribute(null, Catalogue.EVENTS, (double) events));
        long meanwhile = losses.between(connection.startNs(), connection.endNs());
        long lost = meanwhile;
        if (own.told()) {
            lost = own.of(connection, id, nowNs, certainty::lost);
        } else {
            losses.eachBetween(connection.startNs(), connection.endNs(), certainty::lost);
        }
        attributes.add(new Attribute(null, Catalogue.EVENTS_LOST, (double) lost));
        attributes.add(new Attribute(null, Catalogue.EVENTS_LOST_MEANWHILE, (double) meanwhile));
        totals.points += certainty.end(id, writer, attributes);
        Side local = local();
        return new ConnectionRow(
                id,
                0,
                connection.endpoint(Side.CLIENT),
                connection.endpoint(Side.SERVER),
                local,
                connection.netns(),
                cookie(local),
                pid,
                comm,
                congestionControl,
                connection.startNs(),
                connection.endNs(),
                connection.sidesInferred(),
                connection.handshakeSeen(),
                teardown(),
                attributes);
    }

    private String teardown() {
        if (connection.reset()) {
            return "reset";
        }
        return connection.finished() || kernelClosed ? "fin" : "open";
    }

    private Side local() {
        boolean client = connection.local(Side.CLIENT);
        boolean server = connection.local(Side.SERVER);
        return client == server ? null : client ? Side.CLIENT : Side.SERVER;
    }

    private long cookie(Side local) {
        if (local != null) {
            return connection.cookie(local);
        }
        long client = connection.cookie(Side.CLIENT);
        return client != 0 ? client : connection.cookie(Side.SERVER);
    }
}
