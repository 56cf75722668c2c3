package io.tcbee.record;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tcbee.libbpf.BpfObject;
import io.tcbee.libbpf.Cpus;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code struct hook_counts} of every hook and CPU, read where the programs write them. */
final class Counters implements AutoCloseable {
    static final String MAP = "counters";

    // struct hook_counts (bpf/include/tcbee/config.h)
    static final long EVENTS = 0;
    static final long FILTERED = 16;
    static final long LOST = 24;
    static final long BYTES = 32;

    private static final VarHandle COUNTER = JAVA_LONG.varHandle();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final Set<Probe> probes;
    private final int cpus = Cpus.possible();
    private final long[][] lostBefore;
    private long lookedNs;

    /**
     * @param object loaded
     * @param probes those that count
     * @param startNs CLOCK_MONOTONIC, since when they count
     */
    Counters(BpfObject object, Set<Probe> probes, long startNs) {
        this.memory = object.map(MAP).memory(arena);
        this.probes = probes;
        this.lookedNs = startNs;
        lostBefore = new long[Probe.values().length][cpus];
    }

    /** Makes room in {@code object} for every CPU's counters; before it is loaded. */
    static void size(BpfObject object) {
        object.map(MAP).maxEntries(Probe.values().length * Cpus.possible());
    }

    /**
     * All that was counted so far; a hook that was never called on a CPU is left out there.
     *
     * @param recursionMisses by hook
     */
    List<HookCounts> read(long[] recursionMisses) {
        List<HookCounts> counts = new ArrayList<>();
        for (Probe probe : probes) {
            for (int cpu = 0; cpu < cpus; cpu++) {
                long misses = cpu == 0 ? recursionMisses[probe.hook()] : 0;
                HookCounts count = read(probe.hook(), cpu, misses);
                if (count.seen() != 0 || misses != 0) {
                    counts.add(count);
                }
            }
        }
        return counts;
    }

    /** Each call of a program is in exactly one counter, so their sum is the calls. */
    private HookCounts read(int hook, int cpu, long misses) {
        long told = value(hook, cpu, EVENTS) + value(hook, cpu, EVENTS + Long.BYTES);
        long filtered = value(hook, cpu, FILTERED);
        long lost = value(hook, cpu, LOST);
        return new HookCounts(
                hook, cpu, told + filtered + lost, filtered, told + lost, lost, misses);
    }

    private long value(int hook, int cpu, long field) {
        long at = ((long) cpu * Probe.values().length + hook) * BYTES + field;
        return (long) COUNTER.getOpaque(memory, at);
    }

    /** What was lost since the last look, or null. */
    LossReport look(long nowNs) {
        List<LossReport.Loss> losses = null;
        for (Probe probe : probes) {
            int hook = probe.hook();
            for (int cpu = 0; cpu < cpus; cpu++) {
                long lost = value(hook, cpu, LOST);
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

    /** Unmaps them; nobody may be reading. */
    @Override
    public void close() {
        arena.close();
    }
}
