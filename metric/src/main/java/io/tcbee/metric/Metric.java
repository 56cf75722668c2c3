package io.tcbee.metric;

import io.tcbee.tcp.Connection;
import java.util.List;
import java.util.Map;

/**
 * Something that is computed of every connection.
 *
 * <p>Stateless: all state is that of the {@link Observer}s, each of one connection, so that
 * connections may be observed in parallel. A metric does no I/O and knows no clock but the events'.
 */
public interface Metric {

    /** Lower case, unique. */
    String name();

    /** All that it emits; a {@link Sink} refuses others. */
    List<Output> outputs();

    /** What its user may choose. */
    default List<Option> options() {
        return List.of();
    }

    /**
     * The same metric with these values; one that has {@link #options} must override it.
     *
     * @param values by name of an option, each within its bounds; the others stay as they are
     */
    default Metric with(Map<String, Double> values) {
        return this;
    }

    /**
     * Starts to observe one connection, before its first event. What the observer keeps must be
     * bounded, however long the connection lasts.
     */
    Observer observe(Connection connection, Sink sink);
}
