package io.tcbee.store.influx;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.SeriesValues;
import io.tcbee.store.StoreException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Changes attributes and derived series in a server.
 *
 * <p>The server has no transactions: a series that is written anew is deleted first.
 */
final class InfluxEditor implements FlowEditor {
    private final Server server;
    private final Lines lines;
    private final Supplier<Map<Long, Run>> runs;
    private final Consumer<SeriesKey> changed;

    /**
     * @param changed called after each change, with the series whose points it changed, or null
     */
    InfluxEditor(Server server, Supplier<Map<Long, Run>> runs, Consumer<SeriesKey> changed) {
        this.server = server;
        this.lines = new Lines(server);
        this.runs = runs;
        this.changed = changed;
    }

    @Override
    public void define(Series series) {
        InfluxCatalogue catalogue = InfluxCatalogue.load(server);
        requireNoColumn(catalogue.get(series.name()));
        catalogue.define(series);
        save(catalogue, null);
    }

    private void save(InfluxCatalogue catalogue, SeriesKey key) {
        catalogue.save(lines);
        lines.flush();
        changed.accept(key);
    }

    @Override
    public void set(long connection, Attribute attribute) {
        if (!Double.isFinite(attribute.value())) {
            throw new IllegalArgumentException(
                    "an attribute is a finite number: value=" + attribute.value());
        }
        Run run = run(connection);
        InfluxCatalogue catalogue = InfluxCatalogue.load(server);
        if (defined(catalogue, attribute.name()).place().isEmpty()) {
            catalogue.place(attribute.name(), InfluxCatalogue.ATTRIBUTES);
        }
        InfluxRows.write(lines, run, connection, attribute, System.currentTimeMillis());
        save(catalogue, null);
    }

    @Override
    public void removeAttribute(long connection, Side side, String name) {
        server.execute(
                "DROP SERIES FROM attributes WHERE connection = '%d' AND side = '%s' AND attribute = %s"
                        .formatted(connection, Names.side(side), Names.text(name)));
        changed.accept(null);
    }

    @Override
    public void write(SeriesKey key, long[] timesNs, double[] values) {
        SeriesValues kept = SeriesValues.of(timesNs, values);
        Run run = run(key.connection());
        InfluxCatalogue catalogue = InfluxCatalogue.load(server);
        requireNoColumn(defined(catalogue, key.name()));
        catalogue.place(key.name(), InfluxCatalogue.POINTS);
        delete(key);
        long[] times = kept.times();
        long n = 0;
        for (int i = 0; i < times.length; i++) {
            n = i > 0 && times[i] == times[i - 1] ? n + 1 : 0;
            lines.point(InfluxCatalogue.POINTS).tag("run", run.id());
            lines.tag("connection", key.connection()).tag("side", Names.side(key.side()));
            lines.tag("series", key.name());
            if (n > 0) {
                lines.tag("n", n);
            }
            lines.field("value", kept.values()[i]).end(run.startRealtimeNs() + times[i]);
        }
        if (times.length > 0) {
            InfluxWriter.total(
                    lines,
                    run,
                    0,
                    key,
                    times.length,
                    times[0],
                    times[times.length - 1],
                    kept.least(),
                    kept.greatest());
        }
        save(catalogue, key);
    }

    private void delete(SeriesKey key) {
        for (String measurement : new String[] {"\"series\"", InfluxCatalogue.POINTS}) {
            server.execute(
                    "DROP SERIES FROM %s WHERE %s AND \"series\" = %s"
                            .formatted(measurement, Names.of(key), Names.text(key.name())));
        }
    }

    @Override
    public void removeSeries(SeriesKey key) {
        requireNoColumn(InfluxCatalogue.load(server).get(key.name()));
        delete(key);
        changed.accept(key);
    }

    private InfluxCatalogue.Entry defined(InfluxCatalogue catalogue, String name) {
        InfluxCatalogue.Entry entry = catalogue.get(name);
        if (entry == null) {
            throw new StoreException(
                    "change " + server.location() + ": " + name + " is not defined");
        }
        return entry;
    }

    private void requireNoColumn(InfluxCatalogue.Entry entry) {
        if (entry != null && entry.isColumn()) {
            throw new StoreException(
                    "change %s: %s was recorded, in %s"
                            .formatted(server.location(), entry.series().name(), entry.place()));
        }
    }

    private Run run(long connection) {
        long[] found = {0};
        server.query(
                "SELECT run, start_ns FROM connections WHERE connection = '%d'"
                        .formatted(connection),
                row -> found[0] = Math.max(found[0], row.integer("run")));
        Run run = runs.get().get(found[0]);
        if (run == null) {
            throw new StoreException(
                    "change " + server.location() + ": no connection " + connection);
        }
        return run;
    }

    @Override
    public void close() {}
}
