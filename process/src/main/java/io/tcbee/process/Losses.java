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
    private final long[] froms;
    private final long[] tos;
    private final long[] before; // events lost in the reports before each
    private final long total;

    Losses(EventSource trace, long startNs) {
        List<LossReport> reports =
                trace.losses().stream()
                        .sorted(Comparator.comparingLong(LossReport::toMonotonicNs))
                        .toList();
        int n = reports.size();
        froms = new long[n];
        tos = new long[n];
        before = new long[n + 1];
        for (int i = 0; i < n; i++) {
            LossReport report = reports.get(i);
            froms[i] = report.fromMonotonicNs() - startNs;
            tos[i] = report.toMonotonicNs() - startNs;
            before[i + 1] = before[i];
            for (LossReport.Loss loss : report.losses()) {
                before[i + 1] += loss.lost();
                String hook = hook(trace.info().hooks(), loss.hook());
                rows.add(new Loss(0, froms[i], tos[i], hook, loss.cpu(), loss.lost()));
            }
        }
        long counted = trace.counts().stream().mapToLong(HookCounts::lost).sum();
        total = Math.max(counted, before[n]);
    }

    private static String hook(List<Hook> hooks, int id) {
        for (Hook hook : hooks) {
            if (hook.id() == id) {
                return hook.name();
            }
        }
        return id == LossReport.BY_LIMIT ? "limit" : "hook " + id;
    }

    List<Loss> rows() {
        return rows;
    }

    /** All that were lost: the final counters where the trace has them, else the reports. */
    long total() {
        return total;
    }

    /** Events lost, of whatever connection, in reports that touch [fromNs, toNs]. */
    long between(long fromNs, long toNs) {
        int first = firstAtOrAfter(tos, fromNs);
        int end = firstAtOrAfter(froms, toNs + 1);
        return end > first ? before[end] - before[first] : 0;
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
