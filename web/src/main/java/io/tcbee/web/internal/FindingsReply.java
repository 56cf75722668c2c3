package io.tcbee.web.internal;

import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.web.spi.Remark;
import io.tcbee.web.spi.Remarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /findings}, {@code /findings?connection=1}: what is remarkable, each found once. */
public final class FindingsReply implements Router.Answer {
    private final FlowStore store;
    private final Remarks remarks;
    private final Map<Long, List<Remark>> found = new ConcurrentHashMap<>();

    public FindingsReply(FlowStore store, Remarks remarks) {
        this.store = store;
        this.remarks = remarks;
    }

    @Override
    public Content to(Request request) {
        Json json = new Json().open('[');
        for (ConnectionRow connection : connections(request.query())) {
            List<Remark> all = found.get(connection.id());
            if (all == null) {
                all = List.copyOf(remarks.of(connection));
                found.put(connection.id(), all);
            }
            all.forEach(remark -> write(json, connection.id(), remark));
        }
        return Content.json(json.close(']')).kept();
    }

    private List<ConnectionRow> connections(Query query) {
        if (!query.has("connection")) {
            return store.connections();
        }
        List<ConnectionRow> wanted = new ArrayList<>();
        for (String text : query.all("connection")) {
            wanted.add(Connections.find(store, Query.number("connection", text)));
        }
        return wanted;
    }

    private static void write(Json json, long connection, Remark remark) {
        String side = Lists.side(remark.side());
        json.open('{').name("id").value(connection + "." + side + "." + remark.name());
        json.name("connection").value(connection).name("name").value(remark.name());
        json.name("title").value(remark.name().replace('_', ' '));
        json.name("side").value(side).name("what").value(remark.what());
        json.name("sure").value(remark.sure().name().toLowerCase(Locale.ROOT));
        json.name("evidence").open('[');
        for (Remark.Evidence evidence : remark.evidence()) {
            json.open('{').name("side").value(side).name("fromNs").value(evidence.fromNs());
            json.name("toNs").value(evidence.toNs());
            json.name("series").value(evidence.series()).close('}');
        }
        json.close(']').name("source").value(remark.reference());
        json.name("advice").value(remark.advice()).close('}');
    }
}
