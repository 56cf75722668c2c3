package io.tcbee.web.internal;

import io.tcbee.store.FlowStore;
import io.tcbee.store.SeriesKey;
import io.tcbee.web.plot.Xplot;
import io.tcbee.web.spi.SeriesFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /export?format=csv&connection=1&side=client&series=rtt_us}: every point behind a graph as
 * a file; connection, side and series may be repeated together. {@code format=xplot} is the
 * time-sequence graph of one side and needs no series.
 */
public final class ExportReply implements Router.Answer {
    private final FlowStore store;
    private final SeriesFiles files;

    public ExportReply(FlowStore store, SeriesFiles files) {
        this.store = store;
        this.files = files;
    }

    @Override
    public Content to(Request request) {
        Query query = request.query();
        String format = query.all("format").getFirst();
        RangeQuery range = RangeQuery.of(query);
        Connections.find(store, range.connection());
        return switch (format) {
            case "csv" -> points(query, range, format, "text/csv; charset=utf-8");
            case "parquet" -> points(query, range, format, "application/vnd.apache.parquet");
            case "xplot" -> xplot(query, range);
            default ->
                    throw Refusal.badRequest(
                            "export: format=" + format + " is none of csv, parquet and xplot");
        };
    }

    private Content points(Query query, RangeQuery range, String format, String type) {
        List<SeriesKey> keys = new ArrayList<>();
        List<String> sides = query.all("side");
        List<String> series = query.all("series");
        List<String> connections = query.all("connection");
        if (sides.size() != series.size() || connections.size() != series.size()) {
            throw Refusal.badRequest(
                    "export: connection, side and series must be given equally often");
        }
        for (int i = 0; i < series.size(); i++) {
            keys.add(
                    new SeriesKey(
                            Query.number("connection", connections.get(i)),
                            Connections.side(sides.get(i)),
                            series.get(i)));
        }
        byte[] bytes = files.write(format, keys, range.fromNs(), range.toNs());
        return Content.file(type, bytes, name(range, format));
    }

    private Content xplot(Query query, RangeQuery range) {
        String text =
                Xplot.of(
                        store,
                        range.connection(),
                        Connections.side(query.all("side").getFirst()),
                        range.fromNs(),
                        range.toNs());
        return Content.file(
                "text/plain; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8),
                name(range, "xpl"));
    }

    private static String name(RangeQuery range, String ending) {
        return "tcbee-connection-" + range.connection() + "." + ending;
    }
}
