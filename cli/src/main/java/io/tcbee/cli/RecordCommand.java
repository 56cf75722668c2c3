package io.tcbee.cli;

import io.tcbee.record.IngressHook;
import io.tcbee.record.RecordOptions;
import io.tcbee.record.RecordRates;
import io.tcbee.record.RecordSummary;
import io.tcbee.record.Recorder;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.TraceInfo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
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
        mixinStandardHelpOptions = true,
        description = {
            "Record TCP on these interfaces of the current network namespace, and the kernel's state of its connections,"
                    + " until Ctrl-C.",
            "Payload is never recorded. Packets always pass. Whatever ends the process, nothing stays attached;"
                    + " before Linux 6.6 a killed one leaves its tc filters, which pass every packet."
        },
        footer = {"", "Example: tcbee record eth0 -p 443 -o trace.tcbee --duration 30s"})
final class RecordCommand implements Runnable {
    /** Begins the line that says that recording has begun. */
    static final String READY = "recording ";

    private static final int MEBIBYTE = 1 << 20;

    @Parameters(
            paramLabel = "INTERFACE",
            arity = "1..*",
            description = "Interfaces whose packets are recorded, e.g. eth0.")
    private List<String> interfaces;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The trace to write; replaced if it exists.")
    private Path output;

    @Mixin private FilterOptions filters;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End by itself after 500ms, 30s, 5m, 1h.")
    private Duration duration;

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
            names = {"-q", "--quiet"},
            description = "No live lines.")
    private boolean quiet;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        if (ringMebibytes < 1 || ringMebibytes > 1024 || Integer.bitCount(ringMebibytes) != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--ring: a buffer is 1, 2, 4, ... 1024 MiB, not " + ringMebibytes);
        }
        RecordOptions options =
                RecordOptions.of(output, interfaces)
                        .withFilter(filters.filter(false))
                        .withIngressHook(ingress)
                        .withRingBytes(ringMebibytes * MEBIBYTE);
        record(options, spec.commandLine().getOut());
    }

    private void record(RecordOptions options, PrintWriter out) {
        // Ctrl-C is how a recording ends: that is success.
        try (Ending _ = new Ending(0);
                Recorder recorder = Recorder.open(options)) {
            recorder.missing().forEach(sentence -> out.println("not recorded: " + sentence));
            out.println(READY + String.join(", ", interfaces) + " into " + output);
            out.flush();
            watch(recorder, out);
            report(recorder.stop(), recorder.info(), out);
        }
    }

    /** A line per second until the end was asked for, the time is over, or the recorder failed. */
    private void watch(Recorder recorder, PrintWriter out) {
        long until = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
        long second = TimeUnit.SECONDS.toNanos(1);
        try {
            while (!recorder.awaitEnd(
                            Duration.ofNanos(Math.clamp(until - System.nanoTime(), 0, second)))
                    && System.nanoTime() < until) {
                if (!quiet) {
                    long lost = recorder.counts().stream().mapToLong(HookCounts::lost).sum();
                    out.println(live(recorder.rates(), lost));
                    out.flush();
                }
            }
        } catch (InterruptedException _) {
            // The end was asked for.
        }
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

    private static void report(RecordSummary summary, TraceInfo info, PrintWriter out) {
        out.printf(
                "%d events in %s, %s, %d lost%n",
                summary.stored(),
                Quantity.seconds(summary.duration().toNanos()),
                Quantity.bytes((double) summary.bytes()),
                summary.lost());
        for (HookCounts count : summary.counts()) {
            if (count.lost() > 0) {
                out.printf(
                        "lost by %s on CPU %d: %d%n",
                        name(info, count.hook()), count.cpu(), count.lost());
            }
        }
        if (summary.recursionMisses() > 0) {
            out.printf(
                    "%d calls of our programs were skipped by the kernel because one was already running%n",
                    summary.recursionMisses());
        }
        if (!summary.exact()) {
            out.printf(
                    "the programs counted %d events, which is not stored + lost: please report this%n",
                    summary.counted());
        }
        out.flush();
    }

    private static String name(TraceInfo info, int hook) {
        return info.hooks().stream()
                .filter(each -> each.id() == hook)
                .map(Hook::name)
                .findFirst()
                .orElse("hook " + hook);
    }
}
