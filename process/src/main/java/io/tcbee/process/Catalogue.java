package io.tcbee.process;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Output;
import io.tcbee.model.Series;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.FlowWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the metrics of a pass emit, and the attributes that the pass itself adds. */
final class Catalogue {
    static final String EVENTS = "events";
    static final String EVENTS_LOST = "events_lost";
    static final String EVENTS_LOST_MEANWHILE = "events_lost_meanwhile";

    private final List<List<Output>> outputs = new ArrayList<>();
    private final List<Series> series = new ArrayList<>();

    /**
     * @throws ProcessException if two metrics emit something of the same name
     */
    Catalogue(List<Metric> metrics) {
        series.add(
                new Series(
                        EVENTS,
                        Unit.COUNT,
                        "Events recorded of this connection.",
                        Source.KERNEL,
                        ""));
        series.add(
                new Series(
                        EVENTS_LOST,
                        Unit.COUNT,
                        "Events of this connection that the recorder lost; in a trace that tells"
                                + " not whose they were, events_lost_meanwhile.",
                        Source.KERNEL,
                        ""));
        series.add(
                new Series(
                        EVENTS_LOST_MEANWHILE,
                        Unit.COUNT,
                        "Events of whatever connection that the recorder lost between this"
                                + " connection's first and last event.",
                        Source.KERNEL,
                        ""));
        series.addAll(Certainty.SERIES);
        Map<String, String> owners = new HashMap<>();
        for (Metric metric : metrics) {
            outputs.add(List.copyOf(metric.outputs()));
            for (Output output : metric.outputs()) {
                String other = owners.put(output.name(), metric.name());
                if (other != null) {
                    throw new ProcessException(
                            "compute "
                                    + output.name()
                                    + ": two metrics emit it, "
                                    + other
                                    + " and "
                                    + metric.name());
                }
                series.add(output.series());
            }
        }
    }

    List<Output> outputs(int metric) {
        return outputs.get(metric);
    }

    void define(FlowWriter writer) {
        series.forEach(writer::define);
    }
}
