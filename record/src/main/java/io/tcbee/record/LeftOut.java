package io.tcbee.record;

import io.tcbee.trace.LossReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Events that came after a limit was reached, by CPU: they are in no trace, but counted. */
final class LeftOut {
    private final Map<Integer, Long> byCpu = new TreeMap<>();
    private long sinceNs;

    /** The limit was reached. */
    void begin(long nowNs) {
        sinceNs = nowNs;
    }

    void add(int cpu, long events) {
        byCpu.merge(cpu, events, Long::sum);
    }

    long events() {
        return byCpu.values().stream().mapToLong(Long::longValue).sum();
    }

    /** As the trace tells it, or null if nothing was left out. */
    LossReport report(long nowNs) {
        List<LossReport.Loss> losses = new ArrayList<>();
        byCpu.forEach(
                (cpu, events) -> losses.add(new LossReport.Loss(LossReport.BY_LIMIT, cpu, events)));
        return losses.isEmpty() ? null : new LossReport(sinceNs, nowNs, losses);
    }
}
