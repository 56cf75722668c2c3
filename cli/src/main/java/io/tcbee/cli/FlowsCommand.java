package io.tcbee.cli;

import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the connections of a database. */
@Command(
        name = "flows",
        mixinStandardHelpOptions = true,
        description =
                "Print the connections of a database: aligned on a terminal, tab-separated in a pipe.",
        footer = {
            "",
            "Goodput, RTT, retransmissions, duplicate ACKs and max cwnd are those of the side that sent more.",
            "",
            "Example: tcbee flows demo.duckdb | cut -f 2,3,12"
        })
final class FlowsCommand implements Runnable {
    @Parameters(paramLabel = "DB", description = "The database, as written by tcbee process.")
    private String database;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        print(spec, database, Output.isTerminal());
    }

    /** Prints the connections of {@code database}. */
    static void print(CommandSpec spec, String database, boolean people) {
        PrintWriter out = spec.commandLine().getOut();
        try (FlowStore store = FlowStores.open(database, Mode.READ)) {
            List<ConnectionRow> rows = store.connections();
            out.print(people ? FlowTable.forPeople(rows) : FlowTable.forPrograms(rows));
            out.flush();
        }
    }
}
