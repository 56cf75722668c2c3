package io.tcbee.process;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import io.tcbee.store.Rows;
import io.tcbee.store.Table;
import io.tcbee.tcp.Connection;
import io.tcbee.trace.ConnectionLoss;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whose events the recorder lost, on the run's clock; the table {@code lost_events}. */
final class ConnectionLosses {
    static final Table TABLE =
            new Table(
                    "lost_events",
                    "Events of a connection that the recorder lost between since_ns and time_ns;"
                            + " side is the one whose host recorded; connection 0 is one of which"
                            + " nothing else was recorded.",
                    List.of(
                            column(
                                    "since_ns",
                                    Unit.NANOSECONDS,
                                    Column.Type.INT64,
                                    "When the count was last known to be lower, since the start of"
                                            + " the run.",
                                    false),
                            column("lost", Unit.COUNT, Column.Type.UINT32, "Events lost.", true)));

    /** The connection of losses of which nothing else was recorded. */
    static final long UNKNOWN = 0;

    private static final Losses.Spans NOBODY = (_, _) -> {};

    private final Map<Long, List<ConnectionLoss>> byCookie = new HashMap<>();
    private final Map<Ends, Uses> byEnds = new HashMap<>();
    private final long startNs;
    private final boolean told;
    private final Rows rows = new Rows(TABLE, 16);

    /** Ends as the recording host sees them. */
    private record Ends(long netns, Endpoint local, Endpoint remote) {}

    /** What was lost between two ends, and the connections that used them one after the other. */
    private static final class Uses {
        /** Not yet somebody's; in order of time. */
        final Deque<ConnectionLoss> losses = new ArrayDeque<>();

        final List<Long> starts = new ArrayList<>();

        /** The connection that ended last, and its side here. */
        long last = UNKNOWN;

        Side side = Side.CLIENT;

        long nextStart(long afterNs) {
            for (long start : starts) {
                if (start > afterNs) {
                    return start;
                }
            }
            return Long.MAX_VALUE;
        }
    }

    ConnectionLosses(List<ConnectionLoss> losses, Interfaces interfaces, long startNs) {
        this.startNs = startNs;
        told = !losses.isEmpty();
        List<ConnectionLoss> inOrder = new ArrayList<>(losses);
        inOrder.sort(Comparator.comparingLong(ConnectionLoss::fromMonotonicNs));
        for (ConnectionLoss loss : inOrder) {
            if (loss.cookie() != 0) {
                byCookie.computeIfAbsent(loss.cookie(), _ -> new ArrayList<>()).add(loss);
            } else {
                long netns = interfaces.netns(loss.ifindex(), 0);
                Ends ends = new Ends(netns, loss.local(), loss.remote());
                byEnds.computeIfAbsent(ends, _ -> new Uses()).losses.add(loss);
            }
        }
    }

    private static Column column(
            String name, Unit unit, Column.Type type, String doc, boolean plotted) {
        return new Column(
                new Series(name, unit, doc, Source.KERNEL, "docs/trace-format.md"), type, plotted);
    }

    /** Whether the trace tells of any. */
    boolean told() {
        return told;
    }

    /** Notes that {@code connection} has begun. */
    void begins(Connection connection) {
        if (byEnds.isEmpty()) {
            return;
        }
        for (Side side : Side.values()) {
            Uses uses = byEnds.get(ends(connection, side));
            if (uses != null) {
                uses.starts.add(connection.startNs());
            }
        }
    }

    private static Ends ends(Connection connection, Side side) {
        return new Ends(
                connection.netns(), connection.endpoint(side), connection.endpoint(side.other()));
    }

    /**
     * Notes what {@code connection}, which has ended, lost: of its sockets all, between its ends
     * what no connection before it took, until others use them.
     *
     * @param id that of the store
     * @param nowNs how far the trace was read
     * @param spans is told when they were lost
     */
    long of(Connection connection, long id, long nowNs, Losses.Spans spans) {
        if (!told()) {
            return 0;
        }
        long lost = 0;
        for (Side side : Side.values()) {
            long cookie = connection.cookie(side);
            List<ConnectionLoss> own = cookie == 0 ? null : byCookie.remove(cookie);
            if (own != null) {
                for (ConnectionLoss loss : own) {
                    lost += add(loss, id, side, spans);
                }
            }
            Uses uses = byEnds.get(ends(connection, side));
            if (uses != null) {
                lost += take(uses, connection, id, side, nowNs, spans);
            }
        }
        return lost;
    }

    private long take(
            Uses uses, Connection connection, long id, Side side, long nowNs, Losses.Spans spans) {
        uses.last = id;
        uses.side = side;
        long until = Math.min(nowNs, uses.nextStart(connection.startNs()) - 1);
        long lost = 0;
        while (!uses.losses.isEmpty() && uses.losses.peek().fromMonotonicNs() - startNs <= until) {
            lost += add(uses.losses.poll(), id, side, spans);
        }
        return lost;
    }

    /**
     * Notes what is left: it is of those who used the ends last, and else of {@link #UNKNOWN}, a
     * connection of which no event was recorded.
     */
    void rest() {
        byCookie.values()
                .forEach(losses -> losses.forEach(loss -> add(loss, UNKNOWN, Side.CLIENT, NOBODY)));
        byCookie.clear();
        for (Uses uses : byEnds.values()) {
            uses.losses.forEach(loss -> add(loss, uses.last, uses.side, NOBODY));
            uses.losses.clear();
        }
    }

    private long add(ConnectionLoss loss, long id, Side side, Losses.Spans spans) {
        spans.span(loss.fromMonotonicNs() - startNs, loss.toMonotonicNs() - startNs);
        int row = rows.add(id, side == Side.CLIENT ? 0 : 1, loss.toMonotonicNs() - startNs);
        rows.set(row, 0, loss.fromMonotonicNs() - startNs);
        rows.set(row, 1, loss.lost());
        return loss.lost();
    }

    Rows rows() {
        return rows;
    }
}
