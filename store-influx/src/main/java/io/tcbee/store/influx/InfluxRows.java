package io.tcbee.store.influx;

import io.tcbee.model.Endpoint;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionFilter;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.Loss;
import io.tcbee.store.Run;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs, connections, attributes and losses: a point each. */
final class InfluxRows {
    private InfluxRows() {}

    /** The runs that are complete, by id; of two of one trace, the later one. */
    static Map<Long, Run> runs(Server server) {
        Map<String, Run> ofTrace = new HashMap<>();
        server.query(
                "SELECT * FROM runs",
                row -> {
                    Run run = run(row);
                    ofTrace.merge(run.trace(), run, (a, b) -> a.id() > b.id() ? a : b);
                });
        Map<Long, Run> runs = new TreeMap<>();
        ofTrace.values().forEach(run -> runs.put(run.id(), run));
        return runs;
    }

    private static Run run(Csv row) {
        return new Run(
                row.integer("run"),
                row.text("trace"),
                row.text("source"),
                row.text("host"),
                row.text("kernel"),
                row.integer("start_realtime_ns"),
                row.integer("start_monotonic_ns"),
                row.integer("duration_ns"),
                row.text("interfaces"),
                row.text("hooks"),
                row.text("filters"),
                row.text("complete").equals("true"),
                row.integer("events"),
                row.integer("events_lost"));
    }

    static void write(Lines lines, Run run) {
        lines.point("runs").tag("run", run.id());
        lines.field("trace", run.trace()).field("source", run.source());
        lines.field("host", run.host()).field("kernel", run.kernel());
        lines.field("start_realtime_ns", run.startRealtimeNs());
        lines.field("start_monotonic_ns", run.startMonotonicNs());
        lines.field("duration_ns", run.durationNs());
        lines.field("interfaces", run.interfaces()).field("hooks", run.hooks());
        lines.field("filters", run.filters()).field("complete", run.complete());
        lines.field("events", run.events()).field("events_lost", run.eventsLost());
        lines.end(run.startRealtimeNs());
    }

    /** Hands over the connections of one run, in order of start, then id. */
    static void each(
            Server server, Run run, ConnectionFilter filter, Consumer<ConnectionRow> each) {
        Map<Long, List<Attribute>> attributes = attributes(server, run);
        List<ConnectionRow> sameStart = new ArrayList<>();
        server.query(
                "SELECT * FROM connections WHERE run = '%d' ORDER BY time".formatted(run.id()),
                row -> {
                    long id = row.integer("connection");
                    List<Attribute> its = attributes.getOrDefault(id, List.of());
                    ConnectionRow found = connection(row, id, run.id(), its);
                    if (!sameStart.isEmpty() && sameStart.getFirst().startNs() != found.startNs()) {
                        flush(sameStart, each);
                    }
                    if (filter.matches(found)) {
                        sameStart.add(found);
                    }
                });
        flush(sameStart, each);
    }

    private static void flush(List<ConnectionRow> rows, Consumer<ConnectionRow> each) {
        rows.sort(Comparator.comparingLong(ConnectionRow::id));
        rows.forEach(each);
        rows.clear();
    }

    private record Placed(long position, Attribute attribute) {}

    private static Map<Long, List<Attribute>> attributes(Server server, Run run) {
        Map<Long, List<Placed>> placed = new HashMap<>();
        server.query(
                "SELECT * FROM attributes WHERE run = '%d'".formatted(run.id()),
                row -> {
                    Attribute attribute =
                            new Attribute(
                                    Names.side(row.text("side")),
                                    row.text("attribute"),
                                    row.number("value"));
                    placed.computeIfAbsent(row.integer("connection"), id -> new ArrayList<>())
                            .add(new Placed(row.integer("position"), attribute));
                });
        Map<Long, List<Attribute>> attributes = new HashMap<>();
        placed.forEach((id, its) -> {
            its.sort(Comparator.comparingLong(Placed::position));
            attributes.put(id, its.stream().map(Placed::attribute).toList());
        });
        return attributes;
    }

    private static ConnectionRow connection(
            Csv row, long id, long run, List<Attribute> attributes) {
        return new ConnectionRow(
                id,
                run,
                endpoint(row, "client"),
                endpoint(row, "server"),
                Names.side(row.text("local")),
                row.integer("netns"),
                row.integer("cookie"),
                (int) row.integer("pid"),
                row.text("comm"),
                row.text("congestion_control"),
                row.integer("start_ns"),
                row.integer("end_ns"),
                row.text("sides_inferred").equals("true"),
                row.text("handshake_seen").equals("true"),
                row.text("teardown"),
                attributes);
    }

    private static Endpoint endpoint(Csv row, String side) {
        return new Endpoint(
                InetAddress.ofLiteral(row.text(side + "_address")),
                (int) row.integer(side + "_port"));
    }

    static void write(Lines lines, long run, long originNs, ConnectionRow row) {
        lines.point("connections").tag("run", run).tag("connection", row.id());
        lines.field("client_address", row.client().host());
        lines.field("client_port", row.client().port());
        lines.field("server_address", row.server().host());
        lines.field("server_port", row.server().port());
        lines.field("local", Names.side(row.local()));
        known(lines, "netns", row.netns());
        known(lines, "cookie", row.cookie());
        known(lines, "pid", row.pid());
        lines.field("comm", row.comm());
        lines.field("congestion_control", row.congestionControl());
        lines.field("start_ns", row.startNs()).field("end_ns", row.endNs());
        lines.field("sides_inferred", row.sidesInferred());
        lines.field("handshake_seen", row.handshakeSeen());
        lines.field("teardown", row.teardown()).end(originNs + row.startNs());
    }

    private static void known(Lines lines, String field, long value) {
        if (value != 0) {
            lines.field(field, value);
        }
    }

    /**
     * @param position among the attributes of the connection
     */
    static void write(Lines lines, Run run, long connection, Attribute attribute, long position) {
        lines.point("attributes").tag("run", run.id()).tag("connection", connection);
        lines.tag("side", Names.side(attribute.side())).tag("attribute", attribute.name());
        lines.field("value", attribute.value()).field("position", position);
        lines.end(run.startRealtimeNs());
    }

    static List<Loss> losses(Server server, Run run) {
        List<Loss> losses = new ArrayList<>();
        server.query(
                "SELECT * FROM losses WHERE run = '%d'".formatted(run.id()),
                row ->
                        losses.add(
                                new Loss(
                                        run.id(),
                                        row.integer("from_ns"),
                                        row.integer("to_ns"),
                                        row.text("hook"),
                                        (int) row.integer("cpu"),
                                        row.integer("lost"))));
        losses.sort(
                Comparator.comparingLong(Loss::fromNs)
                        .thenComparingLong(Loss::toNs)
                        .thenComparing(Loss::hook)
                        .thenComparingInt(Loss::cpu));
        return losses;
    }

    /**
     * @param number tells losses of the same time, hook and CPU apart
     */
    static void write(Lines lines, long run, long originNs, Loss loss, long number) {
        lines.point("losses").tag("run", run).tag("hook", loss.hook());
        lines.tag("cpu", loss.cpu()).tag("n", number);
        lines.field("from_ns", loss.fromNs()).field("to_ns", loss.toNs());
        lines.field("lost", loss.lost()).end(originNs + loss.toNs());
    }
}
