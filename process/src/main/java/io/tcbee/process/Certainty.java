package io.tcbee.process;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Attribute;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.SeriesKey;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import io.tcbee.tcp.TcpFlags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When what is computed of a connection may be wrong, because something of it was not seen; the
 * step series {@code uncertain}.
 */
final class Certainty {
    /** The recorder lost events. */
    static final int RECORDED_LOSS = 1;

    /** A SYN was not seen. */
    static final int NO_HANDSHAKE = 2;

    /** The other side acknowledged what was not seen. */
    static final int MISSED_PACKETS = 4;

    private static final String UNCERTAIN = "uncertain";
    private static final String SHARE = "uncertain_share";
    private static final String REFERENCE = "docs/metrics/certainty.md";

    /** What it adds to the catalogue. */
    static final List<Series> SERIES =
            List.of(
                    new Series(
                            UNCERTAIN,
                            Unit.NONE,
                            "What is computed from here on, to the next value, may be wrong; sum of the"
                                    + " reasons: 1 recorded_loss, the recorder lost events; 2"
                                    + " no_handshake, a side's SYN was not seen; 4 missed_packets,"
                                    + " something was acknowledged that was not seen. No points:"
                                    + " nothing was missing.",
                            Source.WIRE,
                            REFERENCE),
                    new Series(
                            SHARE,
                            Unit.RATIO,
                            "Share of the connection's time that is uncertain, whatever the reason.",
                            Source.WIRE,
                            REFERENCE));

    /** More than these are joined to the one before, with what lies between. */
    private static final int MOST_SPANS = 1024;

    private final Connection connection;
    private final List<Span> losses = new ArrayList<>(0);
    private final List<Span> missed = new ArrayList<>(0);
    private boolean halfSeen;

    private record Span(long fromNs, long toNs) {}

    private record Edge(long timeNs, int reason, int step) {}

    Certainty(Connection connection) {
        this.connection = connection;
    }

    void packet(Packet packet) {
        if (packet.missedSinceNs() != Packet.NO_TIME) {
            add(missed, new Span(packet.missedSinceNs(), packet.timeNs()));
        }
        if (!halfSeen && !packet.has(TcpFlags.RST)) {
            halfSeen = !connection.sender(packet.side()).synSeen();
        }
    }

    /** The recorder lost something of it in this time. */
    void lost(long fromNs, long toNs) {
        add(losses, new Span(fromNs, toNs));
    }

    private static void add(List<Span> spans, Span next) {
        if (!spans.isEmpty()) {
            Span last = spans.getLast();
            if (next.fromNs <= last.toNs || spans.size() == MOST_SPANS) {
                long from = Math.min(last.fromNs, next.fromNs);
                spans.set(spans.size() - 1, new Span(from, Math.max(last.toNs, next.toNs)));
                return;
            }
        }
        spans.add(next);
    }

    /**
     * Writes the series, of both sides alike, and adds the attribute.
     *
     * @return points written
     */
    long end(long id, FlowWriter writer, List<Attribute> attributes) {
        List<Edge> edges = edges();
        long[] times = new long[edges.size()];
        double[] values = new double[edges.size()];
        int[] open = new int[MISSED_PACKETS + 1];
        int size = 0;
        int sum = 0;
        long lastNs = connection.startNs();
        long uncertainNs = 0;
        for (Edge edge : edges) {
            uncertainNs += sum == 0 ? 0 : edge.timeNs - lastNs;
            lastNs = edge.timeNs;
            open[edge.reason] += edge.step;
            sum = sum(open);
            if (size > 0 && times[size - 1] == edge.timeNs) {
                size--;
            }
            if (size == 0 || values[size - 1] != sum) {
                times[size] = edge.timeNs;
                values[size] = sum;
                size++;
            }
        }
        uncertainNs += sum == 0 ? 0 : connection.endNs() - lastNs;
        long lengthNs = connection.endNs() - connection.startNs();
        double share = lengthNs == 0 ? Math.min(1, size) : (double) uncertainNs / lengthNs;
        attributes.add(new Attribute(null, SHARE, share));
        return size == 0 ? 0 : write(id, writer, times, values, size);
    }

    private static int sum(int[] open) {
        int sum = 0;
        for (int reason = 1; reason < open.length; reason++) {
            sum += open[reason] > 0 ? reason : 0;
        }
        return sum;
    }

    /** Within the connection's time; in order. */
    private List<Edge> edges() {
        List<Edge> edges = new ArrayList<>();
        if (!connection.handshakeSeen() || halfSeen) {
            edges.add(new Edge(connection.startNs(), NO_HANDSHAKE, 1));
        }
        losses.forEach(each -> add(edges, each, RECORDED_LOSS));
        missed.forEach(each -> add(edges, each, MISSED_PACKETS));
        edges.sort(Comparator.comparingLong(Edge::timeNs));
        return edges;
    }

    private void add(List<Edge> edges, Span span, int reason) {
        long fromNs = Math.clamp(span.fromNs, connection.startNs(), connection.endNs());
        edges.add(new Edge(fromNs, reason, 1));
        // What was lost before its first event is told by a nanosecond; what was lost behind its
        // end, or to its end, has none.
        long toNs = Math.max(span.toNs, connection.startNs() + 1);
        if (toNs < connection.endNs()) {
            edges.add(new Edge(toNs, reason, -1));
        }
    }

    private static long write(
            long id, FlowWriter writer, long[] timesNs, double[] values, int size) {
        for (Side side : Side.values()) {
            writer.append(new SeriesKey(id, side, UNCERTAIN), timesNs, values, 0, size);
        }
        return 2L * size;
    }
}
