package io.tcbee.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The same figure, measured several times. */
final class Samples {
    private final List<Double> values = new ArrayList<>();

    Samples add(double value) {
        values.add(value);
        return this;
    }

    Samples add(long count) {
        return add((double) count);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** The one in the middle; of an even number the mean of the two. NaN if there is none. */
    double median() {
        double[] sorted = sorted();
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    double min() {
        return sorted()[0];
    }

    double max() {
        return sorted()[values.size() - 1];
    }

    /** Each over the one of the same round. */
    Samples over(Samples divisor) {
        Samples ratios = new Samples();
        for (int i = 0; i < values.size(); i++) {
            ratios.add(values.get(i) / divisor.values.get(i));
        }
        return ratios;
    }

    /** {@code median [least-greatest]}, with so many digits behind the point. */
    String text(int digits) {
        if (isEmpty()) {
            return "-";
        }
        String number = "%." + digits + "f";
        String format = number + " [" + number + "-" + number + "]";
        return String.format(Locale.ROOT, format, median(), min(), max());
    }

    /** The value that this share, in percent, does not exceed, alone. */
    Samples percentile(double percent) {
        double[] sorted = sorted();
        int at = (int) Math.ceil(sorted.length * percent / 100) - 1;
        return new Samples().add(sorted[Math.max(0, at)]);
    }

    private double[] sorted() {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
