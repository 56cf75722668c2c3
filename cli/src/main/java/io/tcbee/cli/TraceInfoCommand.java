package io.tcbee.cli;

import io.tcbee.process.Sources;
import io.tcbee.trace.EventSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is in a trace or capture. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = {
            "Say what is in a trace or capture: where and when, events by type, what the hooks counted, what was lost,"
                    + " what is damaged. Reads every byte of it.",
            "Several files are told one after the other. Aligned on a terminal, tab-separated in a pipe."
        },
        footer = {"", "Example: tcbee trace info trace.tcbee"})
final class TraceInfoCommand implements Runnable {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Traces, or captures.")
    private List<Path> files;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        for (Path file : files) {
            try (EventSource source = Sources.open(file)) {
                TraceReport report = TraceReport.of(file, source);
                out.print(report.text(Output.isTerminal()));
                if (!file.equals(files.getLast())) {
                    out.println();
                }
                out.flush();
            }
        }
    }
}
