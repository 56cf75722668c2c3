package io.tcbee.cli;

import io.tcbee.cli.screen.RecordScreen;
import io.tcbee.cli.screen.ScreenException;
import io.tcbee.cli.screen.Terminals;
import io.tcbee.record.Group;
import io.tcbee.record.IngressHook;
import io.tcbee.record.LiveConnections;
import io.tcbee.record.RecordOptions;
import io.tcbee.record.RecordRates;
import io.tcbee.record.RecordSummary;
import io.tcbee.record.Recorder;
import io.tcbee.record.filter.Filter;
import io.tcbee.trace.HookCounts;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Records until the duration is over or it is interrupted; either way the trace is complete. */
@Command(
        name = "record",
        customSynopsis = {
            "tcbee record [OPTION]... [INTERFACE]... -o FILE",
            "       tcbee record [OPTION]... [INTERFACE]... -o FILE -- COMMAND [ARG]..."
        },
        mixinStandardHelpOptions = true,
        description = {
            "Record TCP on these interfaces of the current network namespace, and the kernel's state of its connections,"
                    + " until Ctrl-C; or run a command, record only the connections of it and its descendants, and end with it.",
            "Payload is never recorded. Packets always pass. Whatever ends the process, nothing stays attached."
        },
        footer = {
            "",
            "Example: tcbee record eth0 -p 443 -o trace.tcbee --duration 30s",
            "         tcbee record any -o trace.tcbee -- curl https://example.org/"
        })
final class RecordCommand implements Runnable {
    /** Begins the line that says that recording has begun. */
    static final String READY = "recording ";

    private static final int MEBIBYTE = 1 << 20;

    /** Connections that the screen lists at a time. */
    private static final int LISTED = 4096;

    @Parameters(
            paramLabel = "INTERFACE",
            arity = "0..*",
            description = "Interfaces whose packets are recorded, e.g. eth0.")
    private List<String> interfaces = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The trace to write; replaced if it exists.")
    private Path output;

    @Mixin private FilterOptions filters;

    @Option(
            names = "--ingress",
            paramLabel = "HOOK",
            defaultValue = "tcx",
            description = {
                "Where incoming packets are taken: tcx (default; clsact before Linux 6.6), or xdp (before GRO; on veth"
                        + " it changes the traffic it records)."
            })
    private IngressHook ingress;

    @Option(
            names = "--ring",
            paramLabel = "MIB",
            defaultValue = "16",
            description =
                    "Buffer per CPU in MiB, a power of two; more survives longer stalls. Default: 16.")
    private int ringMebibytes;

    @Option(
            names = "--summary",
            paramLabel = "FILE",
            description = "Write the totals to FILE at the end, as JSON; replaced if it exists.")
    private Path summaryFile;

    @Option(
            names = {"-q", "--quiet"},
            description = "Nothing live: neither screen nor lines.")
    private boolean quiet;

    @Mixin private GroupOptions groups;

    @Option(
            names = "--tracepoints-only",
            description =
                    "Attach nothing to functions of the kernel (fentry, fexit), even where that is possible; tracepoints"
                            + " serve instead.")
    private boolean tracepointsOnly;

    @Mixin private LimitOptions limits;

    @Mixin private Launch launch;

    @Option(
            names = "--plain",
            description =
                    "A line per second instead of the screen; so it is wherever the output is no terminal.")
    private boolean plain;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        if (ringMebibytes < 1 || ringMebibytes > 1024 || Integer.bitCount(ringMebibytes) != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--ring: a buffer is 1, 2, 4, ... 1024 MiB, not " + ringMebibytes);
        }
        Set<Group> chosen = groups.groups();
        requireInterfaces(chosen);
        requireSummaryPlace();
        Filter filter = filters.filter(launch.given());
        if (ingress == IngressHook.XDP && filter.asksOwner()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--ingress: XDP cannot ask whose a packet is, leave it out or the filter by owner");
        }
        RecordOptions options =
                RecordOptions.of(output, interfaces)
                        .withFilter(filter)
                        .withIngressHook(ingress)
                        .withRingBytes(ringMebibytes * MEBIBYTE)
                        .withLimits(limits.limits())
                        .withGroups(chosen)
                        .withFunctions(!tracepointsOnly);
        launch.require();
        // A command has the standard output for itself.
        record(options, launch.given() ? spec.commandLine().getErr() : spec.commandLine().getOut());
    }

    private void requireSummaryPlace() {
        Path folder = summaryFile == null ? null : summaryFile.toAbsolutePath().getParent();
        if (summaryFile != null && (folder == null || !Files.isWritable(folder))) {
            throw new ParameterException(
                    spec.commandLine(), "--summary: " + folder + " is no folder to write to");
        }
        if (summaryFile != null && Files.isDirectory(summaryFile)) {
            throw new ParameterException(
                    spec.commandLine(), "--summary: " + summaryFile + " is a folder");
        }
        if (summaryFile != null
                && summaryFile
                        .toAbsolutePath()
                        .normalize()
                        .equals(output.toAbsolutePath().normalize())) {
            throw new ParameterException(
                    spec.commandLine(), "--summary: " + summaryFile + " is the trace itself");
        }
    }

    private void requireInterfaces(Set<Group> chosen) {
        boolean headers = chosen.contains(Group.HEADERS);
        if (headers && interfaces.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "INTERFACE: of which interface are the headers?");
        }
        if (!headers && !interfaces.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "INTERFACE: without --headers no packet of "
                            + String.join(", ", interfaces)
                            + " is recorded, leave it out");
        }
    }

    private void record(RecordOptions options, PrintWriter out) {
        boolean screen = !quiet && !plain && !launch.given() && Terminals.isInteractive();
        LiveConnections live = new LiveConnections(LISTED);
        // Ctrl-C is how a recording ends: that is success.
        try (Ending _ = new Ending(0);
                ClsactGuard guard = new ClsactGuard();
                Recorder recorder =
                        screen ? Recorder.open(options, live) : Recorder.open(options)) {
            guard.watch(recorder);
            RecordReport report = new RecordReport(out);
            report.begin(recorder);
            String title = READY + what(options) + " into " + output;
            out.println(title);
            out.flush();
            if (!screen || !show(recorder, live, title)) {
                watch(recorder, out);
            }
            RecordSummary summary = recorder.stop();
            report.end(summary, recorder.info());
            if (summaryFile != null) {
                SummaryFile.write(summaryFile, options, recorder, summary);
            }
            launch.outcome().ifPresent(out::println);
        }
    }

    /** The screen until the end; false if it cannot be shown any more. */
    private boolean show(Recorder recorder, LiveConnections live, String title) {
        try {
            RecordScreen.run(recorder, live, title, output);
            return true;
        } catch (ScreenException e) {
            spec.commandLine().getErr().println("tcbee: " + e.getMessage());
            return false;
        }
    }

    /** A line per second until the end was asked for, or the recording ended by itself. */
    private void watch(Recorder recorder, PrintWriter out) {
        try {
            launch.start();
            while (!launch.awaitEnd(recorder)) {
                if (!quiet && !launch.given()) {
                    long lost = recorder.counts().stream().mapToLong(HookCounts::lost).sum();
                    out.println(live(recorder.rates(), lost));
                    out.flush();
                }
            }
        } catch (InterruptedException _) {
            launch.end(); // The end was asked for.
        }
    }

    private static String what(RecordOptions options) {
        return options.interfaces().isEmpty() ? "sockets" : String.join(", ", options.interfaces());
    }

    private static String live(RecordRates rates, long lost) {
        return String.format(
                Locale.ROOT,
                "%10.0f events/s  %8s/s  ring %3.0f %%  lost %d",
                rates.eventsPerSecond(),
                Quantity.bytes(rates.bytesPerSecond()),
                rates.ringFill() * 100,
                lost);
    }
}
