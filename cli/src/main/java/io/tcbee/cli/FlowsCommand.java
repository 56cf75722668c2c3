package io.tcbee.cli;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Metrics;
import io.tcbee.process.Processor;
import io.tcbee.process.Progress;
import io.tcbee.process.Sources;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the connections of a database, a trace or a capture. */
@Command(
        name = "flows",
        mixinStandardHelpOptions = true,
        description =
                "Print the connections of a database, or straight from a trace or capture: aligned on a terminal, tab-separated in a pipe.",
        footer = {
            "",
            "Goodput, RTT, retransmissions, duplicate ACKs and max cwnd are those of the side that sent more.",
            "",
            "Example: tcbee flows demo.duckdb | cut -f 2,3,12",
            "         tcbee flows capture.pcapng.gz"
        })
final class FlowsCommand implements Runnable {
    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "A database, as written by tcbee process; or traces and captures, the parts of one recording together.")
    private List<String> files;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        boolean people = Output.isTerminal();
        List<Path> sources = files.stream().filter(Opened::isSource).map(Path::of).toList();
        files.stream()
                .filter(each -> !Opened.isSource(each))
                .forEach(each -> print(spec, each, people));
        for (List<Path> each : Sources.runs(sources)) {
            straight(each, people);
        }
    }

    private void straight(List<Path> run, boolean people) {
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = people ? new ProgressLine(err) : Progress.NONE;
        List<Metric> metrics =
                Metrics.all().stream()
                        .filter(each -> FlowTable.METRICS.contains(each.name()))
                        .toList();
        Processor.Connections connections = new Processor(metrics).connections(run, progress);
        connections.processed().damages().forEach(damage -> err.println("tcbee: " + damage));
        print(spec.commandLine().getOut(), connections.rows(), people);
    }

    /** Prints the connections of {@code database}. */
    static void print(CommandSpec spec, String database, boolean people) {
        PrintWriter out = spec.commandLine().getOut();
        try (FlowStore store = FlowStores.open(database, Mode.READ)) {
            print(out, store.connections(), people);
        }
    }

    private static void print(PrintWriter out, List<ConnectionRow> rows, boolean people) {
        out.print(people ? FlowTable.forPeople(rows) : FlowTable.forPrograms(rows));
        out.flush();
    }
}
