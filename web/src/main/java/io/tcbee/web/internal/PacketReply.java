package io.tcbee.web.internal;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.store.Column;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Packet;
import io.tcbee.store.Packets;
import io.tcbee.store.Points;
import io.tcbee.store.RowQuery;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.Table;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code /packet?connection=1&time=T}: the packet nearest to a time, with the kernel's last state
 * of each side and what the metrics say at that moment.
 */
public final class PacketReply implements Router.Answer {
    private static final String STATE = "tcp_state";
    private static final BigInteger EXACT = BigInteger.TWO.pow(53);

    private final FlowStore store;

    public PacketReply(FlowStore store) {
        this.store = store;
    }

    @Override
    public Content to(Request request) {
        Query query = request.query();
        long connection = query.number("connection");
        long time = query.number("time");
        Table table = Packets.table(store);
        Side side = query.has("side") ? Connections.side(query.all("side").getFirst()) : null;
        RowQuery nearest = table == null ? null : nearest(table, connection, side, time);
        if (nearest == null) {
            Connections.find(store, connection);
            throw Refusal.notFound(
                    "find a packet of connection " + connection + ": the database has none");
        }
        Json json = new Json().open('{');
        long[] at = {0};
        Side[] sender = {null};
        store.rows(
                nearest,
                (each, timeNs, values) -> {
                    at[0] = timeNs;
                    sender[0] = each;
                    json.name("time").value(timeNs).name("side").value(Lists.side(each));
                    json.name("columns");
                    write(json, table, values);
                });
        writeCause(json, nearest.first(1));
        json.name("state");
        writeState(json, connection, sender[0], at[0]);
        json.name("peer_state");
        writeState(json, connection, sender[0].other(), at[0]);
        json.name("marks");
        writeMarks(json, connection, at[0]);
        return Content.json(json.close('}')).kept();
    }

    /** The query of that packet alone; null if there is none. */
    private RowQuery nearest(Table table, long connection, Side side, long time) {
        List<String> columns = table.columns().stream().map(Column::name).toList();
        Long before =
                timeOf(
                        one(
                                        RowQuery.of(
                                                Packets.TABLE,
                                                columns,
                                                connection,
                                                Long.MIN_VALUE,
                                                time),
                                        side)
                                .last(1));
        Long after =
                timeOf(
                        one(
                                        RowQuery.of(
                                                Packets.TABLE,
                                                columns,
                                                connection,
                                                time,
                                                Long.MAX_VALUE),
                                        side)
                                .first(1));
        if (before == null && after == null) {
            return null;
        }
        boolean later = before == null || (after != null && after - time < time - before);
        long at = later ? after : before;
        return one(RowQuery.of(Packets.TABLE, columns, connection, at, at), side).first(1);
    }

    private static RowQuery one(RowQuery query, Side side) {
        return side == null ? query : query.of(side);
    }

    private Long timeOf(RowQuery query) {
        Long[] found = {null};
        store.rows(query, (_, timeNs, _) -> found[0] = timeNs);
        return found[0];
    }

    private void writeCause(Json json, RowQuery query) {
        List<Packet> packets = new ArrayList<>();
        Packets.read(store, query, packets::add);
        Packet packet = packets.getFirst();
        json.name("retransmission").value(PacketsReply.cause(packet));
        json.name("spurious").value(packet.spurious());
    }

    private void writeState(Json json, long connection, Side side, long time) {
        Table table =
                store.tables().stream()
                        .filter(each -> each.name().equals(STATE))
                        .findAny()
                        .orElse(null);
        boolean[] found = {false};
        if (table != null) {
            List<String> columns = table.columns().stream().map(Column::name).toList();
            store.rows(
                    RowQuery.of(STATE, columns, connection, Long.MIN_VALUE, time).of(side).last(1),
                    (_, timeNs, values) -> {
                        found[0] = true;
                        json.open('{').name("time").value(timeNs);
                        json.name("side").value(Lists.side(side)).name("columns");
                        write(json, table, values);
                        json.close('}');
                    });
        }
        if (!found[0]) {
            json.value((String) null);
        }
    }

    private static void write(Json json, Table table, Number[] values) {
        json.open('[');
        for (int i = 0; i < values.length; i++) {
            Series series = table.columns().get(i).series();
            json.open('{').name("name").value(series.name()).name("value");
            value(json, values[i]);
            describe(json, series).close('}');
        }
        json.close(']');
    }

    private static Json describe(Json json, Series series) {
        json.name("unit").value(series.unit().symbol());
        json.name("definition").value(series.definition());
        json.name("source").value(series.source().name().toLowerCase(Locale.ROOT));
        return json.name("reference").value(series.reference());
    }

    /** A number that a double cannot carry is a string. */
    static void value(Json json, Number value) {
        switch (value) {
            case null -> json.value((String) null);
            case Double number -> json.value((double) number);
            case Float number -> json.value((double) number);
            default -> {
                BigInteger whole = new BigInteger(value.toString());
                if (whole.abs().compareTo(EXACT) <= 0) {
                    json.value(whole.longValue());
                } else {
                    json.value(whole.toString());
                }
            }
        }
    }

    /** Every point of a metric at that very time, and what limits the sender then. */
    private void writeMarks(Json json, long connection, long time) {
        Set<String> recorded = new HashSet<>();
        store.tables().forEach(table -> table.columns().forEach(c -> recorded.add(c.name())));
        json.open('[');
        for (SeriesInfo info : store.series(connection)) {
            boolean holds = info.key().name().equals("limit");
            boolean covers = info.firstNs() <= time && (holds || info.lastNs() >= time);
            if (!covers || recorded.contains(info.key().name())) {
                continue;
            }
            Points points = store.read(info.key(), time, time, 1);
            for (int i = points.size() - 1; i >= 0; i--) {
                long at = points.timesNs()[i];
                if (at == time || (holds && at < time)) {
                    json.open('{').name("series").value(info.key().name());
                    json.name("side").value(Lists.side(info.key().side()));
                    json.name("since").value(at).name("value").value(points.values()[i]);
                    describe(json, info.series()).close('}');
                    break;
                }
            }
        }
        json.close(']');
    }
}
