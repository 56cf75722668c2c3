package io.tcbee.web;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Note;
import io.tcbee.store.Points;
import io.tcbee.store.RowQuery;
import io.tcbee.store.RowSink;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A flow store in memory, of which only the notes change, that reduces as {@link FlowStore#read}
 * says.
 */
class MemoryStore implements FlowStore {
    final List<Run> runs = new ArrayList<>();
    final List<ConnectionRow> connections = new ArrayList<>();
    final Map<String, Series> catalogue = new HashMap<>();
    final List<Loss> losses = new ArrayList<>();
    final Map<SeriesKey, Line> lines = new HashMap<>();
    final List<Table> tables = new ArrayList<>();
    final Map<String, List<TableRow>> rows = new HashMap<>();
    final List<Note> notes = new ArrayList<>();

    /** One row of a wide table; rows of a table are added in order of time. */
    record TableRow(long connection, Side side, long timeNs, Map<String, Long> values) {}

    /** One series: times that never decrease, and as many values. */
    record Line(long[] times, double[] values) {}

    @Override
    public List<Run> runs() {
        return runs;
    }

    @Override
    public List<ConnectionRow> connections() {
        return connections;
    }

    @Override
    public List<Series> catalogue() {
        return catalogue.values().stream().sorted(Comparator.comparing(Series::name)).toList();
    }

    @Override
    public List<SeriesInfo> series(long connection) {
        return lines.keySet().stream()
                .filter(key -> key.connection() == connection)
                .sorted(Comparator.comparing(SeriesKey::side).thenComparing(SeriesKey::name))
                .map(this::info)
                .toList();
    }

    private SeriesInfo info(SeriesKey key) {
        Line line = lines.get(key);
        return new SeriesInfo(
                key,
                catalogue.get(key.name()),
                line.times.length,
                line.times[0],
                line.times[line.times.length - 1],
                Arrays.stream(line.values).min().orElseThrow(),
                Arrays.stream(line.values).max().orElseThrow());
    }

    @Override
    public List<Loss> losses(long run) {
        return losses.stream().filter(loss -> loss.run() == run).toList();
    }

    @Override
    public List<Note> notes(long run) {
        return notes;
    }

    @Override
    public FlowEditor edit() {
        return new MemoryNotes(notes);
    }

    @Override
    public Points read(SeriesKey key, long fromNs, long toNs, int columns) {
        Line line = lines.get(key);
        if (line == null) {
            return new Points(new long[0], new double[0], 0);
        }
        int first = lowerBound(line.times, fromNs);
        int end = lowerBound(line.times, toNs + 1);
        List<Integer> kept = new ArrayList<>();
        if (first > 0) {
            kept.add(first - 1);
        }
        if (end - first <= 4L * columns) {
            for (int i = first; i < end; i++) {
                kept.add(i);
            }
        } else {
            reduce(line, fromNs, toNs, columns, first, end, kept);
        }
        if (end < line.times.length) {
            kept.add(end);
        }
        long[] times = kept.stream().mapToLong(i -> line.times[i]).toArray();
        double[] values = kept.stream().mapToDouble(i -> line.values[i]).toArray();
        return new Points(times, values, end - first);
    }

    private static void reduce(
            Line line,
            long fromNs,
            long toNs,
            int columns,
            int first,
            int end,
            List<Integer> kept) {
        double width = (toNs - fromNs + 1) / (double) columns;
        int start = first;
        for (int column = 1; column <= columns && start < end; column++) {
            int stop = column == columns ? end : start;
            double edge = fromNs + column * width;
            while (stop < end && line.times[stop] < edge) {
                stop++;
            }
            if (stop > start) {
                int least = start;
                int greatest = start;
                for (int i = start; i < stop; i++) {
                    least = line.values[i] < line.values[least] ? i : least;
                    greatest = line.values[i] > line.values[greatest] ? i : greatest;
                }
                Arrays.stream(new int[] {start, least, greatest, stop - 1})
                        .sorted()
                        .distinct()
                        .forEach(kept::add);
            }
            start = stop;
        }
    }

    /** The index of the first time that is not before {@code time}. */
    static int lowerBound(long[] times, long time) {
        int low = 0;
        int high = times.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public List<Table> tables() {
        return tables;
    }

    private List<TableRow> wanted(RowQuery query) {
        List<TableRow> found = new ArrayList<>();
        for (TableRow row : rows.getOrDefault(query.table(), List.of())) {
            if (row.connection == query.connection()
                    && (query.side() == null || query.side() == row.side)
                    && row.timeNs >= query.fromNs()
                    && row.timeNs <= query.toNs()) {
                found.add(row);
            }
        }
        return query.newestFirst() ? found.reversed() : found;
    }

    @Override
    public void rows(RowQuery query, RowSink sink) {
        wanted(query).stream()
                .limit(query.limit())
                .forEach(row ->
                        sink.add(
                                row.side,
                                row.timeNs,
                                query.columns().stream()
                                        .map(row.values::get)
                                        .toArray(Number[]::new)));
    }

    @Override
    public long count(RowQuery query) {
        return wanted(query).size();
    }

    @Override
    public FlowWriter writer(Run run) {
        throw new UnsupportedOperationException("opened to be read");
    }

    @Override
    public void close() {}
}
