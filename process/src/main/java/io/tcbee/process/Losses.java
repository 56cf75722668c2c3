package io.tcbee.process;

import io.tcbee.store.Loss;
import io.tcbee.trace.EventSource;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Where the recorder lost events, on the run's clock. */
final class Losses {
    private final List<Loss> rows = new ArrayList<>();
    private final List<Hook> hooks;
    private final long startNs;
    private final long counted;
    private long[] froms;
    private long[] tos;
    private long[] before; // events lost in the reports before each
    private long damaged;
    private boolean ascending; // froms too; damaged chunks of several CPUs may overlap

    Losses(EventSource trace, long startNs) {
        this.startNs = startNs;
        hooks = trace.info().hooks();
        counted = trace.counts().stream().mapToLong(HookCounts::lost).sum();
        set(trace.losses());
    }

    /** Takes in what turned out to be damaged; to be called once, after the walk. */
    void unreadable(EventSource trace) {
        List<LossReport> all = new ArrayList<>(trace.losses());
        for (LossReport report : trace.unreadable()) {
            all.add(report);
            damaged += report.losses().stream().mapToLong(LossReport.Loss::lost).sum();
        }
        if (damaged > 0) {
            set(all);
        }
    }

    private void set(List<LossReport> all) {
        List<LossReport> reports =
                all.stream().sorted(Comparator.comparingLong(LossReport::toMonotonicNs)).toList();
        int n = reports.size();
        rows.clear();
        ascending = true;
        froms = new long[n];
        tos = new long[n];
        before = new long[n + 1];
        for (int i = 0; i < n; i++) {
            LossReport report = reports.get(i);
            froms[i] = report.fromMonotonicNs() - startNs;
            tos[i] = report.toMonotonicNs() - startNs;
            ascending &= i == 0 || froms[i] >= froms[i - 1];
            before[i + 1] = before[i];
            for (LossReport.Loss loss : report.losses()) {
                before[i + 1] += loss.lost();
                String hook = hook(hooks, loss.hook());
                rows.add(new Loss(0, froms[i], tos[i], hook, loss.cpu(), loss.lost()));
            }
        }
    }

    private static String hook(List<Hook> hooks, int id) {
        for (Hook hook : hooks) {
            if (hook.id() == id) {
                return hook.name();
            }
        }
        return switch (id) {
            case LossReport.BY_LIMIT -> "limit";
            case LossReport.BY_DAMAGE -> "damage";
            default -> "hook " + id;
        };
    }

    List<Loss> rows() {
        return rows;
    }

    /**
     * All that were lost: the final counters where the trace has them, else the reports; and what
     * is damaged.
     */
    long total() {
        return Math.max(counted + damaged, before[before.length - 1]);
    }

    /** Events lost, of whatever connection, in reports that touch [fromNs, toNs]. */
    long between(long fromNs, long toNs) {
        int first = firstAtOrAfter(tos, fromNs);
        if (ascending) {
            int end = firstAtOrAfter(froms, toNs + 1);
            return end > first ? before[end] - before[first] : 0;
        }
        long lost = 0;
        for (int i = first; i < froms.length; i++) {
            lost += froms[i] <= toNs ? before[i + 1] - before[i] : 0;
        }
        return lost;
    }

    /** Tells the times of the reports that touch [fromNs, toNs]. */
    void eachBetween(long fromNs, long toNs, Spans spans) {
        for (int i = firstAtOrAfter(tos, fromNs); i < froms.length; i++) {
            if (froms[i] <= toNs) {
                spans.span(froms[i], tos[i]);
            } else if (ascending) {
                return;
            }
        }
    }

    /** Takes times, ns since the start of the run. */
    interface Spans {
        void span(long fromNs, long toNs);
    }

    private static int firstAtOrAfter(long[] ascending, long value) {
        int found = Arrays.binarySearch(ascending, value);
        int place = found < 0 ? -found - 1 : found;
        while (place > 0 && ascending[place - 1] >= value) {
            place--;
        }
        return place;
    }
}
