package io.tcbee.cli;

import io.tcbee.record.End;
import io.tcbee.record.RecordSummary;
import io.tcbee.record.Recorder;
import io.tcbee.record.Service;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.TraceInfo;
import java.io.PrintWriter;
import java.util.List;

/** What people read when a recording begins and when it has ended. */
final class RecordReport {
    private final PrintWriter out;

    RecordReport(PrintWriter out) {
        this.out = out;
    }

    /** A line per group: which hook serves it, and why no better one. */
    void begin(Recorder recorder) {
        TextTable table = new TextTable(List.of("group", "served by", "why not better"));
        for (Service service : recorder.services()) {
            if (!service.hooks().isEmpty()) {
                table.add(
                        List.of(
                                service.group().text(),
                                service.kinds(),
                                String.join("; ", service.reasons())));
            }
        }
        out.print(table.aligned());
        recorder.neighbours().forEach(out::println);
        recorder.missing().forEach(sentence -> out.println("not recorded: " + sentence));
    }

    /** The totals, what was lost where, and why it ended. */
    void end(RecordSummary summary, TraceInfo info) {
        out.printf(
                "%d events in %s, %s, %d lost%n",
                summary.stored(),
                Quantity.seconds(summary.duration().toNanos()),
                Quantity.bytes((double) summary.bytes()),
                summary.lost());
        limit(summary);
        losses(summary, info);
        if (!summary.exact()) {
            out.printf(
                    "the programs counted %d events, which is not stored + lost: please report this%n",
                    summary.counted());
        }
        out.flush();
    }

    private void limit(RecordSummary summary) {
        if (summary.end() != End.ASKED) {
            out.printf("ended by --%s%n", summary.end().text());
        }
        if (summary.leftOut() > 0) {
            out.printf("%d events came after that and are left out%n", summary.leftOut());
        }
        if (summary.parts() > 1 || summary.parts() > summary.files().size()) {
            out.printf(
                    "%d parts, %d kept, the last is %s%n",
                    summary.parts(), summary.files().size(), summary.files().getLast());
        }
    }

    private void losses(RecordSummary summary, TraceInfo info) {
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
    }

    private static String name(TraceInfo info, int hook) {
        return info.hooks().stream()
                .filter(each -> each.id() == hook)
                .map(Hook::name)
                .findFirst()
                .orElse("hook " + hook);
    }
}
