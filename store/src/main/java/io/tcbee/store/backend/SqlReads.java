package io.tcbee.store.backend;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.store.Loss;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The small tables of a flow database, as {@link io.tcbee.store.FlowStore} hands them out. */
public final class SqlReads {
    private SqlReads() {}

    public static List<Run> runs(Connection connection) throws SQLException {
        List<Run> runs = new ArrayList<>();
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM runs ORDER BY run")) {
            while (row.next()) {
                runs.add(run(row));
            }
        }
        return runs;
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getLong("run"),
                row.getString("trace"),
                row.getString("source"),
                row.getString("host"),
                row.getString("kernel"),
                row.getLong("start_realtime_ns"),
                row.getLong("start_monotonic_ns"),
                row.getLong("duration_ns"),
                row.getString("interfaces"),
                row.getString("hooks"),
                row.getString("filters"),
                row.getBoolean("complete"),
                row.getLong("events"),
                row.getLong("events_lost"));
    }

    /**
     * @param numbers of {@link Catalogue#byNumber}
     */
    public static List<SeriesInfo> series(
            Connection connection, Map<Integer, Catalogue.Entry> numbers, long of)
            throws SQLException {
        List<SeriesInfo> all = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT side, number, count, first_ns, last_ns, min, max FROM series WHERE"
                                + " connection = ?")) {
            select.setLong(1, of);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(info(of, numbers, row));
                }
            }
        }
        all.sort(
                Comparator.comparing((SeriesInfo info) -> info.key().side())
                        .thenComparing(info -> info.key().name()));
        return all;
    }

    private static SeriesInfo info(
            long connection, Map<Integer, Catalogue.Entry> numbers, ResultSet row)
            throws SQLException {
        Series series = numbers.get(row.getInt("number")).series();
        Side side = Sides.of(row.getInt("side"));
        return new SeriesInfo(
                new SeriesKey(connection, side, series.name()),
                series,
                row.getLong("count"),
                row.getLong("first_ns"),
                row.getLong("last_ns"),
                row.getDouble("min"),
                row.getDouble("max"));
    }

    /** Points of one series, as its summary says; 0 if there are none. */
    public static long count(Connection connection, int number, SeriesKey key) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT count FROM series WHERE connection = ? AND side = ? AND number ="
                                + " ?")) {
            select.setLong(1, key.connection());
            select.setInt(2, Sides.code(key.side()));
            select.setInt(3, number);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    public static List<Loss> losses(Connection connection, long run) throws SQLException {
        List<Loss> losses = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT from_ns, to_ns, hook, cpu, lost FROM losses WHERE run = ? ORDER BY"
                                + " from_ns, to_ns, hook, cpu")) {
            select.setLong(1, run);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    losses.add(
                            new Loss(
                                    run,
                                    row.getLong(1),
                                    row.getLong(2),
                                    row.getString(3),
                                    row.getInt(4),
                                    row.getLong(5)));
                }
            }
        }
        return losses;
    }
}
