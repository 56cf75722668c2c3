package io.tcbee.process;

import io.tcbee.model.Series;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.PointSink;
import io.tcbee.store.Points;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A flow database in memory: what was appended, row by row. */
final class MemoryStore implements FlowStore {
    /** One row of a wide table. */
    record Row(long connection, int side, long timeNs, Map<String, Long> values) {
        /** The value of a column, or null if it is absent. */
        Long value(String column) {
            return values.get(column);
        }
    }

    final Map<String, List<Row>> tables = new HashMap<>();
    final Map<SeriesKey, List<double[]>> points = new HashMap<>();
    final Map<String, Series> defined = new HashMap<>();
    final List<ConnectionRow> connections = new ArrayList<>();
    final List<Loss> losses = new ArrayList<>();
    final List<Run> committed = new ArrayList<>();
    boolean closedWithoutCommit;

    List<Row> rows(String table) {
        return tables.getOrDefault(table, List.of());
    }

    @Override
    public FlowWriter writer(Run run) {
        return new FlowWriter() {
            private long last;
            private boolean done;

            @Override
            public long connection() {
                return ++last;
            }

            @Override
            public void append(Rows rows) {
                List<Row> table =
                        tables.computeIfAbsent(rows.table().name(), name -> new ArrayList<>());
                for (int i = 0; i < rows.size(); i++) {
                    Map<String, Long> values = new HashMap<>();
                    for (int c = 0; c < rows.table().columns().size(); c++) {
                        if (rows.values(c)[i] != Rows.ABSENT) {
                            values.put(rows.table().columns().get(c).name(), rows.values(c)[i]);
                        }
                    }
                    table.add(
                            new Row(
                                    rows.connections()[i],
                                    rows.sides()[i],
                                    rows.times()[i],
                                    values));
                }
            }

            @Override
            public void define(Series series) {
                defined.put(series.name(), series);
            }

            @Override
            public void append(SeriesKey key, long[] timesNs, double[] values, int from, int to) {
                List<double[]> series = points.computeIfAbsent(key, k -> new ArrayList<>());
                for (int i = from; i < to; i++) {
                    series.add(new double[] {timesNs[i], values[i]});
                }
            }

            @Override
            public void append(ConnectionRow connection) {
                connections.add(connection);
            }

            @Override
            public void append(List<Loss> more) {
                losses.addAll(more);
            }

            @Override
            public void commit(Run finished) {
                committed.add(finished);
                done = true;
            }

            @Override
            public void close() {
                closedWithoutCommit |= !done;
            }
        };
    }

    @Override
    public List<Run> runs() {
        return committed;
    }

    @Override
    public List<ConnectionRow> connections() {
        return connections;
    }

    @Override
    public List<Series> catalogue() {
        return List.copyOf(defined.values());
    }

    @Override
    public List<SeriesInfo> series(long connection) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Loss> losses(long run) {
        return losses;
    }

    @Override
    public void points(SeriesKey key, long fromNs, long toNs, PointSink sink) {
        List<double[]> all = points.getOrDefault(key, List.of());
        long[] times = all.stream().mapToLong(each -> (long) each[0]).toArray();
        double[] values = all.stream().mapToDouble(each -> each[1]).toArray();
        sink.add(times, values, times.length);
    }

    @Override
    public Points read(SeriesKey key, long fromNs, long toNs, int columns) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
