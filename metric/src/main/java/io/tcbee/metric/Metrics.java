package io.tcbee.metric;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds metrics. */
public final class Metrics {
    private static final Pattern CHOICE =
            Pattern.compile(
                    "([a-z0-9_]+)\\.([a-z0-9_]+)=(-?[0-9]+(?:\\.[0-9]+)?(?:[eE]-?[0-9]+)?)");

    private Metrics() {}

    /** All that the module path offers, by name. */
    public static List<Metric> all() {
        List<Metric> found = new ArrayList<>();
        ServiceLoader.load(Metric.class).forEach(found::add);
        found.sort(Comparator.comparing(Metric::name));
        return List.copyOf(found);
    }

    /**
     * {@code metrics} with what a user chose.
     *
     * @param values each "METRIC.OPTION=VALUE", in the option's unit
     * @throws IllegalArgumentException with a sentence for the user if one is not of that form,
     *     names no option of these metrics, or is out of its bounds
     */
    public static List<Metric> with(List<Metric> metrics, List<String> values) {
        List<Metric> chosen = new ArrayList<>(metrics);
        for (String value : values) {
            Matcher parts = CHOICE.matcher(value);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "\"" + value + "\" is not METRIC.OPTION=NUMBER, e.g. goodput.window_ms=50");
            }
            chosen.replaceAll(
                    each -> each.name().equals(parts.group(1)) ? with(each, parts) : each);
            if (metrics.stream().noneMatch(each -> each.name().equals(parts.group(1)))) {
                throw new IllegalArgumentException("there is no metric " + parts.group(1));
            }
        }
        return List.copyOf(chosen);
    }

    private static Metric with(Metric metric, Matcher parts) {
        Option option =
                metric.options().stream()
                        .filter(each -> each.name().equals(parts.group(2)))
                        .findAny()
                        .orElseThrow(
                                () -> new IllegalArgumentException(noSuchOption(metric, parts)));
        double value = Double.parseDouble(parts.group(3));
        if (!(value >= option.least() && value <= option.greatest())) {
            throw new IllegalArgumentException(
                    "%s.%s=%s: from %s to %s %s are possible"
                            .formatted(
                                    metric.name(),
                                    option.name(),
                                    parts.group(3),
                                    BigDecimal.valueOf(option.least()).toPlainString(),
                                    BigDecimal.valueOf(option.greatest()).toPlainString(),
                                    option.unit().symbol()));
        }
        return metric.with(Map.of(option.name(), value));
    }

    private static String noSuchOption(Metric metric, Matcher parts) {
        List<String> names = metric.options().stream().map(Option::name).toList();
        return "metric %s has no option %s; it has %s"
                .formatted(
                        metric.name(),
                        parts.group(2),
                        names.isEmpty() ? "none" : String.join(", ", names));
    }
}
