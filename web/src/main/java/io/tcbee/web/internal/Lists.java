package io.tcbee.web.internal;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Loss;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import java.util.List;
import java.util.Locale;

/** The small things that have names, as JSON lists. Times are ns since the start of the run. */
public final class Lists {
    private final FlowStore store;

    public Lists(FlowStore store) {
        this.store = store;
    }

    public Content runs(Request request) {
        Json json = new Json().open('[');
        store.runs().forEach(run -> write(json, run));
        return Content.json(json.close(']')).kept();
    }

    public Content connections(Request request) {
        Json json = new Json().open('[');
        store.connections().forEach(connection -> write(json, connection));
        return Content.json(json.close(']')).kept();
    }

    public Content catalogue(Request request) {
        Json json = new Json().open('[');
        store.catalogue().forEach(series -> write(json, series));
        return Content.json(json.close(']')).kept();
    }

    /** Of {@code connection=}, once or more. */
    public Content series(Request request) {
        Json json = new Json().open('[');
        for (String text : request.query().all("connection")) {
            long connection = Query.number("connection", text);
            List<SeriesInfo> series = store.series(connection);
            if (series.isEmpty()) {
                requireConnection(connection);
            }
            series.forEach(info -> write(json, info));
        }
        return Content.json(json.close(']')).kept();
    }

    /** Of {@code run=}. */
    public Content losses(Request request) {
        long id = request.query().number("run");
        if (store.runs().stream().noneMatch(run -> run.id() == id)) {
            throw Refusal.notFound("find run " + id + ": the database has none of that number");
        }
        Json json = new Json().open('[');
        store.losses(id).forEach(loss -> write(json, loss));
        return Content.json(json.close(']')).kept();
    }

    private void requireConnection(long id) {
        if (store.connections().stream().noneMatch(connection -> connection.id() == id)) {
            throw Refusal.notFound(
                    "find connection " + id + ": the database has none of that number");
        }
    }

    private static void write(Json json, Run run) {
        json.open('{').name("id").value(run.id());
        json.name("trace").value(run.trace()).name("source").value(run.source());
        json.name("host").value(run.host()).name("kernel").value(run.kernel());
        json.name("startRealtimeNs").exact(run.startRealtimeNs());
        json.name("startMonotonicNs").exact(run.startMonotonicNs());
        json.name("durationNs").value(run.durationNs());
        json.name("interfaces").value(run.interfaces()).name("hooks").value(run.hooks());
        json.name("filters").value(run.filters()).name("complete").value(run.complete());
        json.name("events").value(run.events()).name("eventsLost").value(run.eventsLost());
        json.close('}');
    }

    private static void write(Json json, ConnectionRow row) {
        json.open('{').name("id").value(row.id()).name("run").value(row.run());
        json.name("client").value(row.client().toString());
        json.name("server").value(row.server().toString());
        json.name("local").value(side(row.local()));
        json.name("netns").value(row.netns()).name("cookie").exact(row.cookie());
        json.name("pid").value(row.pid()).name("comm").value(row.comm());
        json.name("congestionControl").value(row.congestionControl());
        json.name("startNs").value(row.startNs()).name("endNs").value(row.endNs());
        json.name("sidesInferred").value(row.sidesInferred());
        json.name("handshakeSeen").value(row.handshakeSeen());
        json.name("teardown").value(row.teardown()).name("attributes").open('[');
        for (Attribute attribute : row.attributes()) {
            json.open('{').name("side").value(side(attribute.side()));
            json.name("name").value(attribute.name()).name("value").value(attribute.value());
            json.close('}');
        }
        json.close(']').close('}');
    }

    private static void write(Json json, Series series) {
        json.open('{').name("name").value(series.name());
        json.name("unit").value(series.unit().symbol());
        json.name("definition").value(series.definition());
        json.name("source").value(series.source().name().toLowerCase(Locale.ROOT));
        json.name("reference").value(series.reference()).close('}');
    }

    private static void write(Json json, SeriesInfo info) {
        json.open('{').name("connection").value(info.key().connection());
        json.name("side").value(side(info.key().side())).name("name").value(info.key().name());
        json.name("count").value(info.count());
        json.name("firstNs").value(info.firstNs()).name("lastNs").value(info.lastNs());
        json.name("min").value(info.min()).name("max").value(info.max()).close('}');
    }

    private static void write(Json json, Loss loss) {
        json.open('{').name("fromNs").value(loss.fromNs()).name("toNs").value(loss.toNs());
        json.name("hook").value(loss.hook()).name("cpu").value(loss.cpu());
        json.name("lost").value(loss.lost()).close('}');
    }

    static String side(Side side) {
        return side == null ? null : side.name().toLowerCase(Locale.ROOT);
    }
}
