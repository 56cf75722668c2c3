package io.tcbee.process;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Metrics;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Run;
import io.tcbee.trace.EventSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Turns traces into runs of a flow database. */
public final class Processor {
    private final List<Metric> metrics;

    /** A processor that computes {@code metrics} of every connection. */
    public Processor(List<Metric> metrics) {
        this.metrics = List.copyOf(metrics);
    }

    /** A processor with every metric that the module path offers. */
    public static Processor withAllMetrics() {
        return new Processor(Metrics.all());
    }

    /**
     * Processes one trace or capture; its run is visible in {@code store} afterwards.
     *
     * <p>A trace that was cut off is processed as far as it can be read; {@link
     * io.tcbee.store.Run#complete} tells. Connections get ascending ids in order of their first
     * event, the same whenever the same trace is processed.
     *
     * @throws ProcessException if the thread was interrupted; the interrupt stays set
     * @throws io.tcbee.trace.TraceFormatException if it is a damaged trace
     * @throws io.tcbee.pcap.CaptureException if it is neither a trace nor a capture
     * @throws io.tcbee.store.StoreException if the store refuses, or has this trace already
     */
    public Processed process(Path trace, FlowStore store, Progress progress) {
        try (EventSource source = Sources.open(trace)) {
            return Pass.over(source, trace.toString(), metrics, store, progress);
        }
    }

    /**
     * Processes one trace or capture, or the parts of one recording, into one run.
     *
     * @param files as {@link Sources#runs} puts them together
     * @throws io.tcbee.trace.TraceFormatException if several are not parts of one recording
     */
    public Processed process(List<Path> files, FlowStore store, Progress progress) {
        String name = files.stream().map(Path::toString).collect(Collectors.joining(", "));
        try (EventSource source = Sources.open(files)) {
            return Pass.over(source, name, metrics, store, progress);
        }
    }

    /**
     * The connections of a trace or capture, or of the parts of one recording, in order of their
     * first event; no store is needed.
     */
    public Connections connections(List<Path> files, Progress progress) {
        List<ConnectionRow> rows = new ArrayList<>();
        FlowWriter collector =
                new Nowhere() {
                    @Override
                    public void append(ConnectionRow connection) {
                        rows.add(connection);
                    }
                };
        try (EventSource source = Sources.open(files)) {
            Run begin = Runs.begin(source, files.getFirst().toString());
            Processed processed = Pass.into(collector, begin, source, metrics, progress);
            rows.sort(Comparator.comparingLong(ConnectionRow::id));
            return new Connections(rows, processed);
        }
    }

    /**
     * Connections without a store.
     *
     * @param rows in order of their first event
     * @param processed what else there is to say of the trace
     */
    public record Connections(List<ConnectionRow> rows, Processed processed) {}

    /**
     * Computes the metrics of a run that is in {@code store} already, from the trace that it was
     * made of. What they emit takes the place of what was there under the same names; everything
     * else stays. After an interrupt some connections have the new values and others the old ones.
     *
     * @param files the run's trace or capture, or all its parts
     * @throws ProcessException if they are not what the run was made of
     * @throws io.tcbee.store.StoreException if a metric emits something that was recorded, a column
     *     of a wide table
     */
    public Processed measure(List<Path> files, Run run, FlowStore store, Progress progress) {
        List<Long> connections = new ArrayList<>();
        for (ConnectionRow row : store.connections()) {
            if (row.run() == run.id()) {
                connections.add(row.id());
            }
        }
        connections.sort(null);
        try (EventSource source = Sources.open(files);
                FlowEditor editor = store.edit()) {
            if (!source.info().id().toString().equals(run.trace())) {
                throw new ProcessException(
                        "add to the run of "
                                + run.source()
                                + ": "
                                + files.getFirst()
                                + " is another trace");
            }
            return Pass.into(
                    new Remeasured(connections, metrics, editor), run, source, metrics, progress);
        }
    }
}
