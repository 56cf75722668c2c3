package io.tcbee.cli;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Option;
import io.tcbee.metric.Output;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the metrics. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        subcommands = MetricsRunCommand.class,
        description = {
            "List what is computed of every connection: name, unit, source, definition.",
            "The source is kernel (its own state or decision), wire (computed from headers), or inferred (by a rule that can be wrong)."
        },
        footer = {
            "",
            "Example: tcbee metrics --plugin ZeroWindows.java",
            "         tcbee metrics run flows.duckdb --plugin ZeroWindows.java"
        })
final class MetricsCommand implements Runnable {
    @Mixin private PluginOptions plugins;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        List<Metric> metrics = plugins.all();
        if (io.tcbee.cli.Output.isTerminal()) {
            metrics.forEach(metric -> out.print(forPeople(metric)));
        } else {
            out.print(forPrograms(metrics));
        }
        out.flush();
    }

    private static String forPeople(Metric metric) {
        StringBuilder text = new StringBuilder(metric.name()).append('\n');
        for (Output output : metric.outputs()) {
            text.append(
                    "  %s (%s)%n    %s%n"
                            .formatted(output.name(), facts(output), output.series().definition()));
        }
        for (Option option : metric.options()) {
            text.append(
                    "  --set %s.%s=%s (%s)%n    %s%n"
                            .formatted(
                                    metric.name(),
                                    option.name(),
                                    plain(option.standard()),
                                    option.unit().symbol(),
                                    option.definition()));
        }
        return text.append('\n').toString();
    }

    private static String facts(Output output) {
        String unit = output.series().unit().symbol();
        String kind = kind(output);
        String source = source(output);
        String facts = unit.isEmpty() ? kind + ", " + source : unit + ", " + kind + ", " + source;
        String reference = output.series().reference();
        return reference.isEmpty() ? facts : facts + "; " + reference;
    }

    private static String forPrograms(List<Metric> metrics) {
        TextTable table =
                new TextTable(
                        List.of(
                                "metric",
                                "name",
                                "kind",
                                "unit",
                                "source",
                                "reference",
                                "definition"));
        for (Metric metric : metrics) {
            for (Output output : metric.outputs()) {
                table.add(
                        List.of(
                                metric.name(),
                                output.name(),
                                kind(output),
                                output.series().unit().symbol(),
                                source(output),
                                output.series().reference(),
                                output.series().definition()));
            }
            for (Option option : metric.options()) {
                table.add(
                        List.of(
                                metric.name(),
                                option.name(),
                                "option=" + plain(option.standard()),
                                option.unit().symbol(),
                                "",
                                "",
                                option.definition()));
            }
        }
        return table.separated();
    }

    private static String kind(Output output) {
        return output.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String source(Output output) {
        return output.series().source().name().toLowerCase(Locale.ROOT);
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
