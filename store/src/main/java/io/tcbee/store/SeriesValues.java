package io.tcbee.store;

/**
 * The points of one series that were given to be written: finite, in order of time.
 *
 * @param least of the values; infinite if there are none
 * @param greatest likewise
 */
public record SeriesValues(long[] times, double[] values, double least, double greatest) {

    /**
     * Leaves out values that are not finite.
     *
     * @throws IllegalArgumentException if the arrays differ in length, or time goes back
     */
    public static SeriesValues of(long[] timesNs, double[] values) {
        if (timesNs.length != values.length) {
            throw new IllegalArgumentException(
                    "a point has a time and a value: values=" + values.length);
        }
        PointCollector kept = new PointCollector();
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < timesNs.length; i++) {
            if (i > 0 && timesNs[i] < timesNs[i - 1]) {
                throw new IllegalArgumentException("time goes back: timesNs=" + timesNs[i]);
            }
            if (Double.isFinite(values[i])) {
                kept.add(timesNs[i], values[i]);
                least = Math.min(least, values[i]);
                greatest = Math.max(greatest, values[i]);
            }
        }
        Points points = kept.points();
        return new SeriesValues(points.timesNs(), points.values(), least, greatest);
    }
}
