package io.tcbee.cli;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Metrics;
import io.tcbee.process.plugin.PluginException;
import io.tcbee.process.plugin.Plugins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which metrics, and what they are told. */
final class PluginOptions {
    @Option(
            names = "--plugin",
            paramLabel = "FILE",
            description = {
                "Compute the metrics of this file too: a .java file, a .jar, or a folder of them. It may do all that you",
                "may. Those in ~/.config/tcbee/plugins need not be named."
            })
    private List<Path> plugins = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "METRIC.OPTION=VALUE",
            description =
                    "An option of a metric, as tcbee metrics lists them: goodput.least_bin_ms=20.")
    private List<String> values = new ArrayList<>();

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** Those that come with TCBee, those of the plugin folder, and those that were named. */
    List<Metric> all() {
        List<Metric> metrics = new ArrayList<>(Metrics.all());
        metrics.addAll(loaded(Plugins::installed));
        metrics.addAll(loaded(() -> Plugins.load(plugins)));
        return chosen(metrics);
    }

    /** Those that were named; if none was, those of the plugin folder. */
    List<Metric> named() {
        List<Metric> metrics =
                loaded(plugins.isEmpty() ? Plugins::installed : () -> Plugins.load(plugins));
        if (metrics.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "which metrics? name a file with --plugin, or put it into " + Plugins.folder());
        }
        return chosen(metrics);
    }

    private List<Metric> loaded(Supplier<List<Metric>> source) {
        try {
            return source.get();
        } catch (PluginException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Metric> chosen(List<Metric> metrics) {
        Set<String> names = new HashSet<>();
        for (Metric metric : metrics) {
            if (!names.add(metric.name())) {
                throw new ParameterException(
                        spec.commandLine(), "two metrics are called " + metric.name());
            }
        }
        try {
            return Metrics.with(metrics, values);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--set: " + e.getMessage(), e);
        }
    }
}
