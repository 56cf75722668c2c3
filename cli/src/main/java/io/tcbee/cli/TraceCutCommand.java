package io.tcbee.cli;

import io.tcbee.process.EventFilter;
import io.tcbee.process.NewFile;
import io.tcbee.process.Progress;
import io.tcbee.process.TraceCut;
import io.tcbee.trace.TraceReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes chosen events as a trace of their own. */
@Command(
        name = "cut",
        mixinStandardHelpOptions = true,
        description = {
            "Write a part of a trace as a trace of its own: a time, connections, types.",
            "Times stay those of the whole. Sockets that live at the begin are told again at it. Of a damaged trace"
                    + " everything that can be read is written, and what cannot is counted as lost."
        },
        footer = {"", "Example: tcbee trace cut trace.tcbee --from 10s --to 12s -o middle.tcbee"})
final class TraceCutCommand implements Runnable {
    private static final int INTERRUPTED = 130;

    @Parameters(paramLabel = "FILE", description = "The trace.")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The new trace; replaced if it exists.")
    private Path output;

    @Mixin private EventOptions choice;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = Output.isTerminal() ? new ProgressLine(err) : Progress.NONE;
        try (Ending _ = new Ending(INTERRUPTED);
                TraceReader trace = TraceReader.open(file);
                NewFile made = new NewFile(output, List.of(file))) {
            EventFilter filter = choice.of(trace);
            TraceCut cut = new TraceCut(trace, filter, choice.fromNs(), choice.toNs());
            long events = cut.writeTo(made.partial(), choice.words(), progress);
            made.commit();
            trace.damages().forEach(damage -> err.println("tcbee: " + damage));
            out.println(events + " events into " + output);
            out.flush();
        }
    }
}
