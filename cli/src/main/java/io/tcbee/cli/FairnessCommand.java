package io.tcbee.cli;

import io.tcbee.process.fairness.Fairness;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints how evenly connections shared a path. */
@Command(
        name = "fairness",
        mixinStandardHelpOptions = true,
        description = {
            "Print how evenly connections share a path: Jain's index of their goodput, window by window.",
            "In each window those are compared that sent all the time; 1 is fair, 1 / flows is all for one."
        },
        footer = {
            "",
            "Example: tcbee fairness flows.duckdb --connections 1,2,3",
            "         tcbee fairness capture.pcap --window 1s"
        })
final class FairnessCommand implements Runnable {
    private static final double NS_PER_SECOND = 1e9;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = Opened.FILES)
    private List<String> files;

    @Option(
            names = "--connections",
            paramLabel = "ID",
            split = ",",
            description = "Compare these. Default: all that sent data.")
    private List<Long> ids;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Length of a window, e.g. 500ms, 2s. Default: the longest bin of their goodput.")
    private Duration window;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        boolean people = Output.isTerminal();
        try (Opened opened = Opened.open(spec, files, Mode.READ)) {
            FlowStore store = opened.store();
            List<ConnectionRow> group = group(store.connections());
            Fairness.Result result =
                    Fairness.of(store, group, window == null ? 0 : window.toNanos());
            TextTable table =
                    new TextTable(List.of("from_s", "to_s", "flows", "jain", "most_over_least"));
            result.windows().forEach(each -> table.add(cells(each)));
            out.print(people ? table.aligned() : table.separated());
            if (people) {
                out.println(sentence(result));
            }
            out.flush();
        }
    }

    /** Of one run: times of two runs have nothing in common. */
    private List<ConnectionRow> group(List<ConnectionRow> all) {
        List<ConnectionRow> group =
                all.stream().filter(each -> ids == null || ids.contains(each.id())).toList();
        if (ids != null && group.size() < ids.stream().distinct().count()) {
            throw wrong("--connections: there is no connection " + missing(group));
        }
        if (group.stream().map(ConnectionRow::run).distinct().count() > 1) {
            throw wrong("these connections are of several runs: choose with --connections");
        }
        return group;
    }

    private String missing(List<ConnectionRow> found) {
        List<Long> known = found.stream().map(ConnectionRow::id).toList();
        return ids.stream()
                .filter(each -> !known.contains(each))
                .map(each -> Long.toString(each))
                .collect(Collectors.joining(", "));
    }

    private static List<String> cells(Fairness.Window window) {
        return List.of(
                text(window.fromNs() / NS_PER_SECOND),
                text(window.toNs() / NS_PER_SECOND),
                Integer.toString(window.flows()),
                text(window.jain()),
                text(window.spread()));
    }

    private static String sentence(Fairness.Result result) {
        if (Double.isNaN(result.mean())) {
            return "in no window two of them sent all the time";
        }
        String converged =
                result.convergedNs() < 0
                        ? "not fair for ten round-trip times"
                        : "fair for ten round-trip times from "
                                + text(result.convergedNs() / NS_PER_SECOND)
                                + " s on";
        return "Jain's index: mean %s, least %s; %s"
                .formatted(text(result.mean()), text(result.least()), converged);
    }

    private static String text(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
