package io.tcbee.process;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Metrics;
import io.tcbee.store.FlowStore;
import io.tcbee.trace.EventSource;
import java.nio.file.Path;
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
}
