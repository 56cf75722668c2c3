package io.tcbee.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** Finds metrics. */
public final class Metrics {
    private Metrics() {}

    /** All that the module path offers, by name. */
    public static List<Metric> all() {
        List<Metric> found = new ArrayList<>();
        ServiceLoader.load(Metric.class).forEach(found::add);
        found.sort(Comparator.comparing(Metric::name));
        return List.copyOf(found);
    }
}
