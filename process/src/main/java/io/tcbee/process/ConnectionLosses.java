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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whose events the recorder lost, on the run's clock; the table {@code lost_events}. */
final class ConnectionLosses {
    static final Table TABLE =
            new Table(
                    "lost_events",
                    "Events of a connection that the recorder lost between since_ns and time_ns;"
                            + " side is the one whose host recorded.",
                    List.of(
                            column(
                                    "since_ns",
                                    Unit.NANOSECONDS,
                                    Column.Type.INT64,
                                    "When the count was last known to be lower, since the start of"
                                            + " the run.",
                                    false),
                            column("lost", Unit.COUNT, Column.Type.UINT32, "Events lost.", true)));

    private final Map<Long, List<ConnectionLoss>> byCookie = new HashMap<>();
    private final Map<Ends, List<ConnectionLoss>> byEnds = new HashMap<>();
    private final long startNs;
    private final Rows rows = new Rows(TABLE, 16);

    /** Ends as the recording host sees them. */
    private record Ends(long netns, Endpoint local, Endpoint remote) {}

    ConnectionLosses(List<ConnectionLoss> losses, Interfaces interfaces, long startNs) {
        this.startNs = startNs;
        for (ConnectionLoss loss : losses) {
            List<ConnectionLoss> same =
                    loss.cookie() != 0
                            ? byCookie.computeIfAbsent(loss.cookie(), _ -> new ArrayList<>())
                            : byEnds.computeIfAbsent(
                                    new Ends(
                                            interfaces.netns(loss.ifindex()),
                                            loss.local(),
                                            loss.remote()),
                                    _ -> new ArrayList<>());
            same.add(loss);
        }
    }

    private static Column column(
            String name, Unit unit, Column.Type type, String doc, boolean plotted) {
        return new Column(
                new Series(name, unit, doc, Source.KERNEL, "docs/trace-format.md"), type, plotted);
    }

    /** Whether the trace tells of any. */
    boolean told() {
        return !byCookie.isEmpty() || !byEnds.isEmpty();
    }

    /** Notes what {@code connection}, which has ended, lost; {@code id} is that of the store. */
    long of(Connection connection, long id) {
        if (!told()) {
            return 0;
        }
        long lost = 0;
        for (Side side : Side.values()) {
            long cookie = connection.cookie(side);
            if (cookie != 0) {
                for (ConnectionLoss loss : byCookie.getOrDefault(cookie, List.of())) {
                    lost += add(loss, id, side);
                }
            }
            Ends ends =
                    new Ends(
                            connection.netns(),
                            connection.endpoint(side),
                            connection.endpoint(side.other()));
            for (ConnectionLoss loss : byEnds.getOrDefault(ends, List.of())) {
                // Others may have had the same ports before and after.
                boolean lived =
                        loss.fromMonotonicNs() - startNs <= connection.endNs()
                                && loss.toMonotonicNs() - startNs >= connection.startNs();
                lost += lived ? add(loss, id, side) : 0;
            }
        }
        return lost;
    }

    private long add(ConnectionLoss loss, long id, Side side) {
        int row = rows.add(id, side == Side.CLIENT ? 0 : 1, loss.toMonotonicNs() - startNs);
        rows.set(row, 0, loss.fromMonotonicNs() - startNs);
        rows.set(row, 1, loss.lost());
        return loss.lost();
    }

    Rows rows() {
        return rows;
    }
}
