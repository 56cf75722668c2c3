package io.tcbee.store.influx;

import io.tcbee.model.Series;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every series and attribute means and where it is: measurement {@code catalogue}, a point
 * each, at time 0.
 */
final class InfluxCatalogue {
    static final String POINTS = "points";
    static final String ATTRIBUTES = "attributes";

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, Column.Type> types = new TreeMap<>();

    /**
     * @param place a measurement, or empty as long as nothing is there
     */
    record Entry(Series series, String place) {
        boolean isSeries() {
            return !place.isEmpty() && !place.equals(ATTRIBUTES);
        }

        boolean isColumn() {
            return isSeries() && !place.equals(POINTS);
        }
    }

    static InfluxCatalogue load(Server server) {
        InfluxCatalogue catalogue = new InfluxCatalogue();
        server.query(
                "SELECT * FROM catalogue",
                row -> {
                    Series series =
                            new Series(
                                    row.text("series"),
                                    unit(row.text("unit")),
                                    row.text("definition"),
                                    Source.valueOf(row.text("source").toUpperCase(Locale.ROOT)),
                                    row.text("reference"));
                    catalogue.entries.put(series.name(), new Entry(series, row.text("place")));
                });
        server.query(
                "SELECT * FROM columns",
                row ->
                        catalogue.types.put(
                                row.text("table") + "." + row.text("column"),
                                Column.Type.valueOf(row.text("type"))));
        return catalogue;
    }

    /** A unit of a newer program is a number without one. */
    private static Unit unit(String symbol) {
        for (Unit unit : Unit.values()) {
            if (unit.symbol().equals(symbol)) {
                return unit;
            }
        }
        return Unit.NONE;
    }

    Entry get(String name) {
        return entries.get(name);
    }

    Entry define(Series series) {
        Entry old = entries.get(series.name());
        Entry entry = new Entry(series, old == null ? "" : old.place());
        entries.put(series.name(), entry);
        return entry;
    }

    void place(String name, String place) {
        entries.put(name, new Entry(entries.get(name).series(), place));
    }

    /** The type of a column of a wide table; null if there is none yet. */
    Column.Type type(String table, String column) {
        return types.get(table + "." + column);
    }

    void type(String table, String column, Column.Type type) {
        types.put(table + "." + column, type);
    }

    List<Series> series() {
        List<Series> all = new ArrayList<>();
        entries.values().forEach(entry -> all.add(entry.series()));
        return all;
    }

    void save(Lines lines) {
        for (Entry entry : entries.values()) {
            Series series = entry.series();
            lines.point("catalogue").tag("series", series.name());
            lines.field("unit", series.unit().symbol());
            lines.field("definition", series.definition());
            lines.field("source", series.source().name().toLowerCase(Locale.ROOT));
            lines.field("reference", series.reference());
            lines.field("place", entry.place()).end(0);
        }
        types.forEach((name, type) -> {
            int dot = name.indexOf('.');
            lines.point("columns").tag("table", name.substring(0, dot));
            lines.tag("column", name.substring(dot + 1)).field("type", type.name()).end(0);
        });
    }
}
