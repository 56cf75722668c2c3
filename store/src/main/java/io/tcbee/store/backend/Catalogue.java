package io.tcbee.store.backend;

import io.tcbee.model.Series;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The names of all series and attributes, with the numbers that stand for them in big tables. */
public final class Catalogue {
    /** Where the points of derived series are. */
    public static final String POINTS = "points";

    /** Where attributes are. */
    public static final String ATTRIBUTES = "attributes";

    private final Map<String, Entry> entries = new TreeMap<>();
    private int highest;

    /**
     * @param place a wide table, {@link #POINTS}, {@link #ATTRIBUTES}, or empty as long as nothing
     *     is there
     */
    public record Entry(int number, Series series, String place) {
        /** Whether it has points: of a wide table or a derived series. */
        public boolean isSeries() {
            return !place.isEmpty() && !place.equals(ATTRIBUTES);
        }

        Entry at(String newPlace) {
            return new Entry(number, series, newPlace);
        }
    }

    public static Catalogue load(Connection connection) throws SQLException {
        Catalogue catalogue = new Catalogue();
        try (var statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT number, name, unit, definition, source, reference, place"
                                        + " FROM catalogue")) {
            while (row.next()) {
                Series series =
                        new Series(
                                row.getString(2),
                                unit(row.getString(3)),
                                row.getString(4),
                                Source.valueOf(row.getString(5).toUpperCase(Locale.ROOT)),
                                row.getString(6));
                catalogue.put(new Entry(row.getInt(1), series, row.getString(7)));
            }
        }
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

    private void put(Entry entry) {
        entries.put(entry.series().name(), entry);
        highest = Math.max(highest, entry.number());
    }

    /** Adds a series or gives it its new definition. */
    public Entry define(Series series) {
        Entry old = entries.get(series.name());
        Entry entry =
                old == null
                        ? new Entry(highest + 1, series, "")
                        : new Entry(old.number(), series, old.place());
        put(entry);
        return entry;
    }

    public Entry place(String name, String place) {
        Entry entry = entries.get(name).at(place);
        put(entry);
        return entry;
    }

    /** The entry of that name, or null. */
    public Entry get(String name) {
        return entries.get(name);
    }

    /** In order of name. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    public Map<Integer, Entry> byNumber() {
        Map<Integer, Entry> numbers = new HashMap<>();
        entries.values().forEach(entry -> numbers.put(entry.number(), entry));
        return numbers;
    }

    public List<Series> series() {
        List<Series> all = new ArrayList<>();
        entries.values().forEach(entry -> all.add(entry.series()));
        return all;
    }

    /** Replaces the table by what is here. */
    public void save(Connection connection) throws SQLException {
        try (Statement delete = connection.createStatement();
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO catalogue VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            delete.execute("DELETE FROM catalogue");
            for (Entry entry : entries.values()) {
                Series series = entry.series();
                insert.setInt(1, entry.number());
                insert.setString(2, series.name());
                insert.setString(3, series.unit().symbol());
                insert.setString(4, series.definition());
                insert.setString(5, series.source().name().toLowerCase(Locale.ROOT));
                insert.setString(6, series.reference());
                insert.setString(7, entry.place());
                insert.execute();
            }
        }
    }
}
