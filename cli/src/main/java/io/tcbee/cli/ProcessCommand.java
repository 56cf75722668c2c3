package io.tcbee.cli;

import io.tcbee.process.Processed;
import io.tcbee.process.Processor;
import io.tcbee.process.Progress;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.Run;
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
    /** 128 + SIGINT, as shells tell it. */
    private static final int INTERRUPTED = 130;

    @Parameters(paramLabel = "FILE", description = "The trace, as written by tcbee record.")
    private Path trace;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DB",
            required = true,
            description = {
                "The database: NAME.duckdb, NAME.sqlite, a folder of Parquet files (NAME/),",
                "or influx://HOST:PORT/DATABASE."
            })
    private String database;

    @Option(
            names = "--replace",
            description = "A trace that is in the database already takes its old run's place.")
    private boolean replace;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        process(spec, trace, database, replace ? Mode.REPLACE : Mode.APPEND);
    }

    /** Processes {@code trace} into {@code database} and says what came of it. */
    static void process(CommandSpec spec, Path trace, String database, Mode mode) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = Output.isTerminal() ? new ProgressLine(err) : Progress.NONE;
        long start = System.nanoTime();
        Processed processed;
        try (Ending _ = new Ending(INTERRUPTED);
                FlowStore store = FlowStores.open(database, mode)) {
            processed = Processor.withAllMetrics().process(trace, store, progress);
        }
        processed.damages().forEach(damage -> err.println("tcbee: " + damage));
        Run run = processed.run();
        out.printf(
                "%d events of %d connections into %s in %s%n",
                run.events(),
                processed.connections(),
                database,
                Quantity.seconds(System.nanoTime() - start));
        if (!run.complete()) {
            out.println("the trace was cut off: what came after the cut is missing");
        }
        if (run.eventsLost() > 0) {
            out.printf("the recorder lost %d events; the page shows where%n", run.eventsLost());
        }
        note(out, processed.unattributedEvents(), "events of which no connection could be told");
        note(out, processed.unknownEvents(), "events of kinds that this version does not know");
        note(out, processed.latePoints(), "points that came too late to be stored in order");
        out.flush();
    }

    private static void note(PrintWriter out, long count, String what) {
        if (count > 0) {
            out.println(count + " " + what);
        }
    }
}
