package io.tcbee.store.backend;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.Note;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.SeriesValues;
import io.tcbee.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Changes attributes and derived series through SQL; a call is a transaction. */
public abstract class SqlEditor implements FlowEditor {
    private final String location;

    /** What is done in one transaction. */
    protected interface Change {
        void with(Connection connection) throws SQLException;
    }

    /**
     * @param location for messages
     */
    protected SqlEditor(String location) {
        this.location = location;
    }

    /**
     * Does {@code change} in one transaction, and all of it or nothing.
     *
     * @param connection whose rows it changes; 0 the catalogue only
     * @param key whose points it changes; null none
     */
    protected abstract void change(long connection, SeriesKey key, Change change);

    /** Adds points; they are finite and in order. */
    protected abstract void insert(
            Connection connection, SeriesKey key, int number, long[] times, double[] values)
            throws SQLException;

    /** Removes all points of a derived series. */
    protected void delete(Connection connection, SeriesKey key, int number) throws SQLException {
        delete(connection, "derived", key, number);
    }

    @Override
    public void define(Series series) {
        change(
                0,
                null,
                connection -> {
                    Catalogue catalogue = Catalogue.load(connection);
                    requireNoColumn(catalogue.get(series.name()));
                    catalogue.define(series);
                    catalogue.save(connection);
                });
    }

    @Override
    public void set(long id, Attribute attribute) {
        if (!Double.isFinite(attribute.value())) {
            throw new IllegalArgumentException(
                    "an attribute is a finite number: value=" + attribute.value());
        }
        change(
                id,
                null,
                connection -> {
                    requireConnection(connection, id);
                    Catalogue catalogue = Catalogue.load(connection);
                    Catalogue.Entry entry = defined(catalogue, attribute.name());
                    if (entry.place().isEmpty()) {
                        catalogue.place(attribute.name(), Catalogue.ATTRIBUTES);
                        catalogue.save(connection);
                    }
                    delete(connection, id, attribute.side(), attribute.name());
                    try (PreparedStatement insert =
                            connection.prepareStatement(
                                    "INSERT INTO attributes (connection, side, name, value) VALUES"
                                            + " (?, ?, ?, ?)")) {
                        insert.setLong(1, id);
                        insert.setObject(2, code(attribute.side()));
                        insert.setString(3, attribute.name());
                        insert.setDouble(4, attribute.value());
                        insert.execute();
                    }
                });
    }

    private static Integer code(Side side) {
        return side == null ? null : Integer.valueOf(Sides.code(side));
    }

    private static void delete(Connection connection, long id, Side side, String name)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM attributes WHERE connection = ? AND name = ? AND side "
                                + (side == null ? "IS NULL" : "= " + Sides.code(side)))) {
            delete.setLong(1, id);
            delete.setString(2, name);
            delete.execute();
        }
    }

    @Override
    public void removeAttribute(long id, Side side, String name) {
        change(id, null, connection -> delete(connection, id, side, name));
    }

    @Override
    public void write(SeriesKey key, long[] timesNs, double[] values) {
        SeriesValues kept = SeriesValues.of(timesNs, values);
        change(
                key.connection(),
                key,
                connection -> {
                    requireConnection(connection, key.connection());
                    Catalogue catalogue = Catalogue.load(connection);
                    Catalogue.Entry entry = defined(catalogue, key.name());
                    requireNoColumn(entry);
                    catalogue.place(key.name(), Catalogue.POINTS);
                    catalogue.save(connection);
                    delete(connection, "series", key, entry.number());
                    delete(connection, key, entry.number());
                    if (kept.times().length > 0) {
                        insert(connection, key, entry.number(), kept.times(), kept.values());
                        summarize(connection, key, entry.number(), kept);
                    }
                });
    }

    private static void summarize(
            Connection connection, SeriesKey key, int number, SeriesValues kept)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, key.connection());
            insert.setInt(2, Sides.code(key.side()));
            insert.setInt(3, number);
            insert.setLong(4, kept.times().length);
            insert.setLong(5, kept.times()[0]);
            insert.setLong(6, kept.times()[kept.times().length - 1]);
            insert.setDouble(7, kept.least());
            insert.setDouble(8, kept.greatest());
            insert.execute();
        }
    }

    private static void delete(Connection connection, String table, SeriesKey key, int number)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM "
                                + table
                                + " WHERE connection = ? AND side = ? AND number = ?")) {
            delete.setLong(1, key.connection());
            delete.setInt(2, Sides.code(key.side()));
            delete.setInt(3, number);
            delete.execute();
        }
    }

    @Override
    public void removeSeries(SeriesKey key) {
        change(
                key.connection(),
                key,
                connection -> {
                    Catalogue.Entry entry = Catalogue.load(connection).get(key.name());
                    if (entry != null) {
                        requireNoColumn(entry);
                        delete(connection, "series", key, entry.number());
                        delete(connection, key, entry.number());
                    }
                });
    }

    @Override
    public long add(Note note) {
        long[] id = new long[1];
        change(
                note.connection(),
                null,
                connection -> {
                    requireConnection(connection, note.connection());
                    id[0] = SqlNotes.add(connection, note);
                });
        return id[0];
    }

    @Override
    public void removeNote(long id) {
        change(0, null, connection -> SqlNotes.remove(connection, id));
    }

    private Catalogue.Entry defined(Catalogue catalogue, String name) {
        Catalogue.Entry entry = catalogue.get(name);
        if (entry == null) {
            throw new StoreException("change " + location + ": " + name + " is not defined");
        }
        return entry;
    }

    private void requireNoColumn(Catalogue.Entry entry) {
        if (entry != null
                && !entry.place().isEmpty()
                && !entry.place().equals(Catalogue.POINTS)
                && !entry.place().equals(Catalogue.ATTRIBUTES)) {
            throw new StoreException(
                    "change %s: %s was recorded, in %s"
                            .formatted(location, entry.series().name(), entry.place()));
        }
    }

    private void requireConnection(Connection connection, long id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM connections WHERE connection = ?")) {
            select.setLong(1, id);
            try (ResultSet result = select.executeQuery()) {
                if (!result.next()) {
                    throw new StoreException("change " + location + ": no connection " + id);
                }
            }
        }
    }

    @Override
    public void close() {}
}
