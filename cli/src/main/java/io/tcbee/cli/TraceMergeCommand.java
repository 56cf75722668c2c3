package io.tcbee.cli;

import io.tcbee.process.NewFile;
import io.tcbee.process.ProcessException;
import io.tcbee.process.Progress;
import io.tcbee.process.Sources;
import io.tcbee.trace.TraceMerge;
import io.tcbee.trace.TraceWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes several traces as one. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        description = {
            "Write several traces as one, in order of time: the parts of a recording, or recordings of several hosts.",
            "Hosts are brought onto the first one's clock by the wall clocks at their starts, which may differ."
        },
        footer = {
            "",
            "Example: tcbee trace merge trace.0001.tcbee trace.0002.tcbee -o trace.tcbee"
        })
final class TraceMergeCommand implements Runnable {
    private static final int INTERRUPTED = 130;
    private static final int PROGRESS_EVENTS = 1 << 16;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The traces, in any order.")
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The new trace; replaced if it exists.")
    private Path output;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = Output.isTerminal() ? new ProgressLine(err) : Progress.NONE;
        try (Ending _ = new Ending(INTERRUPTED);
                TraceMerge merge = TraceMerge.of(Sources.readers(files));
                NewFile made = new NewFile(output, files)) {
            long events = write(merge, made.partial(), progress);
            made.commit();
            merge.damages().forEach(damage -> err.println("tcbee: " + damage));
            out.println(events + " events into " + output);
            out.flush();
        }
    }

    private static long write(TraceMerge merge, Path to, Progress progress) {
        long[] written = new long[1];
        long total = merge.eventCount();
        try (TraceWriter writer = TraceWriter.create(to, merge.info())) {
            merge.writeTo(
                    writer,
                    count -> {
                        written[0] = count;
                        if ((count & (PROGRESS_EVENTS - 1)) == 0) {
                            if (Thread.currentThread().isInterrupted()) {
                                throw new ProcessException("merge: interrupted");
                            }
                            progress.at(count, total);
                        }
                    });
        }
        progress.at(total, total);
        return written[0];
    }
}
