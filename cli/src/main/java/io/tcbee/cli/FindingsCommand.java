package io.tcbee.cli;

import io.tcbee.process.finding.Finding;
import io.tcbee.process.finding.Findings;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what is remarkable about the connections of a database. */
@Command(
        name = "findings",
        mixinStandardHelpOptions = true,
        description = {
            "Print what is remarkable about each connection of a database, a trace or a capture: what, how sure, when, and what to do.",
            "How sure: kernel (by its own state), wire (by the packets), inferred (by a rule that can be wrong)."
        },
        footer = {
            "",
            "Example: tcbee findings flows.duckdb",
            "         tcbee findings capture.pcap"
        })
final class FindingsCommand implements Runnable {
    private static final double NS_PER_SECOND = 1e9;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = Opened.FILES)
    private List<String> files;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        boolean people = Output.isTerminal();
        TextTable table =
                new TextTable(
                        List.of(
                                "connection",
                                "finding",
                                "side",
                                "source",
                                "when_s",
                                "what",
                                "advice",
                                "reference"));
        try (Opened opened = Opened.open(spec, files, Mode.READ)) {
            FlowStore store = opened.store();
            boolean none = true;
            for (ConnectionRow connection : store.connections()) {
                List<Finding> findings = Findings.of(store, connection);
                none &= findings.isEmpty();
                if (people && !findings.isEmpty()) {
                    out.print(forPeople(connection, findings));
                }
                findings.forEach(each -> table.add(cells(connection, each)));
            }
            if (!people) {
                out.print(table.separated());
            } else if (none) {
                out.println("nothing remarkable");
            }
            out.flush();
        }
    }

    private static String forPeople(ConnectionRow connection, List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        text.append(
                "%d  %s - %s%n"
                        .formatted(connection.id(), connection.client(), connection.server()));
        for (Finding finding : findings) {
            text.append(
                    "  %s of the %s: %s%n    %s%s (%s)%n"
                            .formatted(
                                    finding.name(),
                                    lower(finding.side()),
                                    finding.what(),
                                    finding.evidence().isEmpty() ? "" : when(finding) + "; ",
                                    finding.advice(),
                                    lower(finding.source()) + "; " + finding.reference()));
        }
        return text.append('\n').toString();
    }

    private static List<String> cells(ConnectionRow connection, Finding finding) {
        return List.of(
                Long.toString(connection.id()),
                finding.name(),
                lower(finding.side()),
                lower(finding.source()),
                ranges(finding, ","),
                finding.what(),
                finding.advice(),
                finding.reference());
    }

    private static String when(Finding finding) {
        return "at " + ranges(finding, ", ") + " s";
    }

    /** Seconds since the start of the run. */
    private static String ranges(Finding finding, String between) {
        return finding.evidence().stream()
                .map(FindingsCommand::range)
                .collect(Collectors.joining(between));
    }

    private static String range(Finding.Range range) {
        String from = String.format(Locale.ROOT, "%.3f", range.fromNs() / NS_PER_SECOND);
        return range.fromNs() == range.toNs()
                ? from
                : from + String.format(Locale.ROOT, "-%.3f", range.toNs() / NS_PER_SECOND);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
