package io.tcbee.web.plot;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Loss;
import io.tcbee.store.Run;
import io.tcbee.store.StoreException;
import io.tcbee.web.spi.Remark;
import io.tcbee.web.spi.Remarks;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Chosen connections in one HTML file: graphs, findings with their evidence, every attribute with
 * its unit, and where it was recorded. It has no script and asks for nothing from elsewhere.
 */
public final class HtmlReport {
    private static final double WIDTH = 1000;
    private static final double HEIGHT = 1100;
    private static final double NS_PER_SECOND = 1e9;

    private static final String STYLE =
            """
            body { font: 15px/1.5 system-ui, Helvetica, Arial, sans-serif; color: #1a1a1a; background: #fff;
              max-width: 1040px; margin: 0 auto; padding: 24px 20px 60px; }
            h1 { font-size: 24px; } h2 { font-size: 20px; border-top: 2px solid #ddd; padding-top: 18px; margin-top: 40px; }
            h3 { font-size: 16px; } table { border-collapse: collapse; font-size: 13px; }
            th, td { text-align: left; padding: 3px 12px 3px 0; border-bottom: 1px solid #eee; vertical-align: top; }
            td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            svg { max-width: 100%; height: auto; } .quiet { color: #666; } .warn { color: #a33c00; font-weight: 600; }
            pre { background: #f6f6f6; padding: 8px 10px; overflow-x: auto; font-size: 12px; white-space: pre-wrap; }
            li { margin-bottom: 8px; } summary { cursor: pointer; }
            @media print { details { display: none; } h2 { break-before: page; } }
            """;

    private final FlowStore store;
    private final Remarks remarks;
    private final Map<String, Series> catalogue = new HashMap<>();
    private final StringBuilder out = new StringBuilder(1 << 18);

    private HtmlReport(FlowStore store, Remarks remarks) {
        this.store = store;
        this.remarks = remarks;
        store.catalogue().forEach(series -> catalogue.put(series.name(), series));
    }

    /**
     * The whole text.
     *
     * @param database its name, for the head
     * @throws StoreException if there is no connection of one of these numbers
     */
    public static String of(
            FlowStore store, Remarks remarks, String database, List<Long> connections) {
        HtmlReport report = new HtmlReport(store, remarks);
        List<ConnectionRow> rows = report.rows(connections);
        report.head(database, rows);
        rows.forEach(report::connection);
        rows.stream().map(ConnectionRow::run).distinct().forEach(report::environment);
        return report.out.append("</body></html>\n").toString();
    }

    private List<ConnectionRow> rows(List<Long> wanted) {
        Map<Long, ConnectionRow> all = new LinkedHashMap<>();
        store.connections().forEach(row -> all.put(row.id(), row));
        List<ConnectionRow> rows = new ArrayList<>();
        for (long id : wanted) {
            ConnectionRow row = all.get(id);
            if (row == null) {
                throw new StoreException("report: the database has no connection " + id);
            }
            rows.add(row);
        }
        return rows;
    }

    private void head(String database, List<ConnectionRow> rows) {
        String ends =
                rows.stream()
                        .map(row -> row.client() + " – " + row.server())
                        .collect(Collectors.joining(", "));
        out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
                .append(" style-src 'unsafe-inline'\">\n<title>")
                .append(text("TCBee: " + ends))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(text(rows.size() == 1 ? ends : rows.size() + " connections"))
                .append("</h1>\n<p class=\"quiet\">of ")
                .append(text(database))
                .append("</p>\n");
        if (rows.size() > 1) {
            out.append("<ol>");
            for (ConnectionRow row : rows) {
                out.append("<li><a href=\"#c").append(row.id()).append("\">");
                out.append(text(row.client() + " – " + row.server())).append("</a></li>");
            }
            out.append("</ol>\n");
        }
    }

    private void connection(ConnectionRow row) {
        out.append("<h2 id=\"c").append(row.id()).append("\">Connection ").append(row.id());
        out.append(": ").append(text(row.client() + " – " + row.server())).append("</h2>\n<p>");
        out.append(text(summary(row))).append("</p>\n<h3>Findings</h3>\n");
        findings(row);
        Figure figure = ConnectionFigure.of(store, row.id(), ConnectionFigure.Choice.ALL);
        out.append("<h3>Graphs</h3>\n");
        out.append(figure.svg(WIDTH, HEIGHT, "c" + row.id() + "-"));
        out.append("<details><summary>The SQL behind the graphs</summary>\n");
        figure.queries()
                .forEach((title, sql) ->
                        out.append("<p>")
                                .append(text(title))
                                .append("</p><pre>")
                                .append(text(sql))
                                .append("</pre>\n"));
        out.append("</details>\n<h3>In numbers</h3>\n");
        attributes(row);
    }

    private static String summary(ConnectionRow row) {
        List<String> parts = new ArrayList<>();
        parts.add(seconds(row.startNs()) + " to " + seconds(row.endNs()) + " s of the run");
        if (!row.congestionControl().isEmpty()) {
            parts.add("congestion control " + row.congestionControl());
        }
        if (!row.comm().isEmpty()) {
            parts.add("process " + row.comm() + (row.pid() == 0 ? "" : " (" + row.pid() + ")"));
        }
        parts.add(
                row.local() == null
                        ? "recorded at neither end alone"
                        : "recorded at the " + side(row.local()));
        parts.add(row.handshakeSeen() ? "handshake seen" : "handshake not seen");
        if (row.sidesInferred()) {
            parts.add("client and server are inferred");
        }
        parts.add("end: " + row.teardown());
        return String.join("; ", parts) + ".";
    }

    private void findings(ConnectionRow row) {
        List<Remark> found = remarks.of(row);
        if (found.isEmpty()) {
            out.append("<p>Nothing remarkable.</p>\n");
            return;
        }
        out.append("<ul>\n");
        for (Remark remark : found) {
            out.append("<li><b>").append(text(remark.name().replace('_', ' '))).append("</b> (");
            out.append(side(remark.side())).append("): ").append(text(remark.what()));
            String when =
                    remark.evidence().stream()
                            .map(HtmlReport::when)
                            .collect(Collectors.joining(", "));
            if (!when.isEmpty()) {
                out.append("<br>At ").append(when).append(" s.");
            }
            out.append("<br>").append(text(remark.advice()));
            out.append(" <span class=\"quiet\">(").append(lower(remark.sure())).append("; ");
            out.append(text(remark.reference())).append(")</span></li>\n");
        }
        out.append("</ul>\n");
    }

    private static String when(Remark.Evidence evidence) {
        return evidence.fromNs() == evidence.toNs()
                ? seconds(evidence.fromNs())
                : seconds(evidence.fromNs()) + "–" + seconds(evidence.toNs());
    }

    private void attributes(ConnectionRow row) {
        Map<String, Attribute[]> byName = new LinkedHashMap<>();
        for (Attribute attribute : row.attributes()) {
            int column = attribute.side() == null ? 2 : attribute.side() == Side.CLIENT ? 0 : 1;
            byName.computeIfAbsent(attribute.name(), _ -> new Attribute[3])[column] = attribute;
        }
        out.append("<table><tr><th>name</th><th>client</th><th>server</th><th>both</th>");
        out.append("<th>unit</th><th>what it is</th></tr>\n");
        byName.forEach((name, values) -> {
            Series series = catalogue.get(name);
            out.append("<tr><td>").append(text(name)).append("</td>");
            for (Attribute value : values) {
                out.append("<td class=\"number\">");
                out.append(value == null ? "" : number(value.value())).append("</td>");
            }
            out.append("<td>").append(series == null ? "" : series.unit().symbol());
            out.append("</td><td class=\"quiet\">");
            out.append(series == null ? "" : text(series.definition()));
            out.append(series == null ? "" : " (" + lower(series.source()) + ")");
            out.append("</td></tr>\n");
        });
        out.append("</table>\n");
    }

    private void environment(long id) {
        Run run = store.runs().stream().filter(each -> each.id() == id).findAny().orElseThrow();
        out.append("<h2>Where run ").append(id).append(" was recorded</h2>\n<table>\n");
        row("host", run.host());
        row("kernel", run.kernel());
        row("interfaces", run.interfaces());
        row("source", run.source());
        row("start", Instant.EPOCH.plus(run.startRealtimeNs(), ChronoUnit.NANOS).toString());
        row("duration", seconds(run.durationNs()) + " s");
        row("events", Long.toString(run.events()));
        row("complete", run.complete() ? "yes" : "no: the trace was cut off");
        row("hooks", run.hooks());
        row("left out on purpose", run.filters());
        out.append("</table>\n<h3>Losses</h3>\n");
        List<Loss> losses = store.losses(id);
        if (run.eventsLost() == 0 && losses.isEmpty()) {
            out.append("<p>The recorder lost no event.</p>\n");
            return;
        }
        out.append("<p class=\"warn\">The recorder lost ").append(run.eventsLost());
        out.append(" events. What is drawn at these times is incomplete.</p>\n<table>");
        out.append(
                "<tr><th>from [s]</th><th>to [s]</th><th>hook</th><th>CPU</th><th>lost</th></tr>");
        for (Loss loss : losses) {
            out.append("<tr><td class=\"number\">").append(seconds(loss.fromNs()));
            out.append("</td><td class=\"number\">").append(seconds(loss.toNs()));
            out.append("</td><td>").append(text(loss.hook())).append("</td><td class=\"number\">");
            out.append(loss.cpu()).append("</td><td class=\"number\">").append(loss.lost());
            out.append("</td></tr>\n");
        }
        out.append("</table>\n");
    }

    private void row(String name, String value) {
        if (!value.isEmpty()) {
            out.append("<tr><th>").append(name).append("</th><td>");
            out.append(text(value).replace("\n", "<br>")).append("</td></tr>\n");
        }
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.3f", ns / NS_PER_SECOND);
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String side(Side side) {
        return lower(side);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String text(String text) {
        return Svg.escaped(text);
    }
}
