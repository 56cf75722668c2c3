package io.tcbee.metric;

import io.tcbee.model.Unit;
import java.util.Map;

/**
 * A number that a metric lets its user choose: a window, a threshold.
 *
 * @param name lower case, unique within the metric
 * @param standard its value unless another is given
 * @param least the least value that means something
 * @param greatest the greatest
 * @param definition what it changes, in one sentence
 */
public record Option(
        String name, Unit unit, double standard, double least, double greatest, String definition) {

    /**
     * Its value among {@code given}, or {@link #standard}.
     *
     * @param given as {@link Metric#with} takes them
     */
    public double of(Map<String, Double> given) {
        return given.getOrDefault(name, standard);
    }
}
