package io.tcbee.record;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tcbee.libbpf.BpfMap;
import io.tcbee.libbpf.Cpus;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code struct hook_counts} of every hook and CPU, read from the kernel. */
final class Counters {
    // struct hook_counts (bpf/include/tcbee/config.h)
    static final long SEEN = 0;
    static final long FILTERED = 8;
    static final long EVENTS = 16;
    static final long LOST = 24;

    private final BpfMap map;
    private final Set<Probe> probes;
    private final int cpus = Cpus.possible();
    private final MemorySegment values;
    private final long[][] lostBefore;
    private long lookedNs;

    /**
     * @param probes those that count
     * @param startNs CLOCK_MONOTONIC, since when they count
     */
    Counters(BpfMap map, Set<Probe> probes, long startNs) {
        this.map = map;
        this.probes = probes;
        this.lookedNs = startNs;
        values = Arena.ofAuto().allocate((long) cpus * map.perCpuStride(), 8);
        lostBefore = new long[Probe.values().length][cpus];
    }

    /**
     * All that was counted so far; a hook that was never called on a CPU is left out there.
     *
     * @param recursionMisses by hook
     */
    List<HookCounts> read(long[] recursionMisses) {
        List<HookCounts> counts = new ArrayList<>();
        for (Probe probe : probes) {
            int hook = probe.hook();
            map.lookup(hook, values);
            for (int cpu = 0; cpu < cpus; cpu++) {
                long misses = cpu == 0 ? recursionMisses[hook] : 0;
                if (value(cpu, SEEN) != 0 || misses != 0) {
                    counts.add(counts(hook, cpu, misses));
                }
            }
        }
        return counts;
    }

    private HookCounts counts(int hook, int cpu, long misses) {
        return new HookCounts(
                hook,
                cpu,
                value(cpu, SEEN),
                value(cpu, FILTERED),
                value(cpu, EVENTS),
                value(cpu, LOST),
                misses);
    }

    private long value(int cpu, long field) {
        return values.get(JAVA_LONG, (long) cpu * map.perCpuStride() + field);
    }

    /** What was lost since the last look, or null. */
    LossReport look(long nowNs) {
        List<LossReport.Loss> losses = null;
        for (Probe probe : probes) {
            int hook = probe.hook();
            map.lookup(hook, values);
            for (int cpu = 0; cpu < cpus; cpu++) {
                long lost = value(cpu, LOST);
                long rise = lost - lostBefore[hook][cpu];
                if (rise != 0) {
                    losses = losses == null ? new ArrayList<>() : losses;
                    losses.add(new LossReport.Loss(hook, cpu, rise));
                    lostBefore[hook][cpu] = lost;
                }
            }
        }
        LossReport report = losses == null ? null : new LossReport(lookedNs, nowNs, losses);
        lookedNs = nowNs;
        return report;
    }
}
