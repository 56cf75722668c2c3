package io.tcbee.cli;

import io.tcbee.process.Processed;
import io.tcbee.process.Processor;
import io.tcbee.process.Progress;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns a trace into a flow database. */
@Command(
        name = "process",
        mixinStandardHelpOptions = true,
        description = {
            "Turn a trace into a database of its connections, or add it to one.",
            "Until it is done the database stays as it was; a trace that was cut off is processed up to the cut."
        },
        footer = {"", "Example: tcbee process trace.tcbee -o flows.duckdb"})
final class ProcessCommand implements Runnable {
    @Parameters(paramLabel = "FILE", description = "The trace, as written by tcbee record.")
    private Path trace;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DB",
            required = true,
            description = "The database: NAME.duckdb.")
    private String database;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        process(spec, trace, database);
    }

    /** Processes {@code trace} into {@code database} and says what came of it. */
    static void process(CommandSpec spec, Path trace, String database) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = Output.isTerminal() ? new ProgressLine(err) : Progress.NONE;
        long start = System.nanoTime();
        Processed processed;
        try (FlowStore store = FlowStores.open(database, Mode.APPEND)) {
            processed = new Processor().process(trace, store, progress);
        }
        processed.damages().forEach(damage -> err.println("tcbee: " + damage));
        out.printf(
                "%d events of %d connections into %s in %s%s%n",
                processed.events(),
                processed.connections(),
                database,
                Quantity.seconds(System.nanoTime() - start),
                processed.complete() ? "" : "; the trace was cut off: its end is missing");
        out.flush();
    }
}
