package io.tcbee.cli;

import io.tcbee.process.EventFilter;
import io.tcbee.process.Sources;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.EventSource;
import io.tcbee.trace.TraceText;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints events as text. */
@Command(
        name = "print",
        mixinStandardHelpOptions = true,
        description = {
            "Print the events of a trace or capture as text, one a line, in order of time: seconds since the start, CPU,"
                    + " type, then every field with its unit."
        },
        footer = {
            "",
            "Example: tcbee trace print trace.tcbee -t packet -c :443 --from 1.5s --to 2s"
        })
final class TracePrintCommand implements Runnable {
    @Parameters(paramLabel = "FILE", description = "A trace, or a capture.")
    private Path file;

    @Mixin private EventOptions choice;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "At most so many.")
    private long most = Long.MAX_VALUE;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try (EventSource source = Sources.open(file)) {
            EventFilter filter = choice.of(source);
            if (filter.learns()) {
                learn(filter);
            }
            TraceText text = new TraceText(source.info());
            EventCursor events = source.events();
            StringBuilder lines = new StringBuilder();
            long left = most;
            while (left > 0 && events.next() && !out.checkError()) {
                if (filter.takes(events)) {
                    lines.append(text.line(events)).append('\n');
                    left--;
                }
                if (lines.length() > 1 << 16) {
                    out.print(lines);
                    lines.setLength(0);
                }
            }
            out.print(lines);
            out.flush();
            source.damages()
                    .forEach(damage -> spec.commandLine().getErr().println("tcbee: " + damage));
        }
    }

    private void learn(EventFilter filter) {
        try (EventSource again = Sources.open(file)) {
            filter.learn(again.events());
        }
    }
}
