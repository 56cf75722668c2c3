package io.tcbee.process;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Output;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes what a second pass over a run's trace tells, and keeps of it what some metrics emit: in
 * place of what was there under the same names, connection by connection. Everything else stays.
 */
final class Remeasured implements FlowWriter {
    private final List<Long> connections;
    private final FlowEditor editor;
    private final Map<String, Output.Kind> outputs = new HashMap<>();
    private final Map<SeriesKey, Points> points = new HashMap<>();
    private int next;

    private static final class Points {
        private long[] times = new long[64];
        private double[] values = new double[64];
        private int size;

        void add(long[] moreTimes, double[] moreValues, int from, int to) {
            int length = size + to - from;
            if (length > times.length) {
                times = Arrays.copyOf(times, Math.max(length, 2 * times.length));
                values = Arrays.copyOf(values, times.length);
            }
            System.arraycopy(moreTimes, from, times, size, to - from);
            System.arraycopy(moreValues, from, values, size, to - from);
            size = length;
        }
    }

    /**
     * @param connections the run's, in ascending order: a pass gives them in the same
     * @param editor of their store; the caller closes it
     */
    Remeasured(List<Long> connections, List<Metric> metrics, FlowEditor editor) {
        this.connections = connections;
        this.editor = editor;
        for (Metric metric : metrics) {
            metric.outputs().forEach(each -> outputs.put(each.name(), each.kind()));
        }
    }

    @Override
    public long connection() {
        if (next == connections.size()) {
            throw new ProcessException(
                    "add to the database: the trace has more connections than the run in it; it was"
                            + " made by another version of TCBee: process the trace again with --replace");
        }
        return connections.get(next++);
    }

    @Override
    public void append(Rows rows) {}

    @Override
    public void define(Series series) {
        if (outputs.containsKey(series.name())) {
            editor.define(series);
        }
    }

    @Override
    public void append(SeriesKey key, long[] timesNs, double[] values, int from, int to) {
        points.computeIfAbsent(key, _ -> new Points()).add(timesNs, values, from, to);
    }

    /** The connection is over: all that its metrics told is there. */
    @Override
    public void append(ConnectionRow connection) {
        outputs.forEach((name, kind) -> {
            if (kind == Output.Kind.SERIES) {
                write(connection.id(), name);
            } else {
                set(connection, name);
            }
        });
    }

    private void write(long connection, String name) {
        for (Side side : Side.values()) {
            SeriesKey key = new SeriesKey(connection, side, name);
            Points told = points.remove(key);
            if (told == null) {
                editor.removeSeries(key);
            } else {
                editor.write(
                        key,
                        Arrays.copyOf(told.times, told.size),
                        Arrays.copyOf(told.values, told.size));
            }
        }
    }

    private void set(ConnectionRow connection, String name) {
        editor.removeAttribute(connection.id(), null, name);
        for (Side side : Side.values()) {
            editor.removeAttribute(connection.id(), side, name);
        }
        for (Attribute attribute : connection.attributes()) {
            if (attribute.name().equals(name)) {
                editor.set(connection.id(), attribute);
            }
        }
    }

    @Override
    public void append(List<Loss> losses) {}

    @Override
    public void commit(Run run) {
        if (next != connections.size()) {
            throw new ProcessException(
                    "add to the database: the trace has fewer connections than the run in it; it was"
                            + " made by another version of TCBee: process the trace again with --replace");
        }
    }

    @Override
    public void close() {}
}
