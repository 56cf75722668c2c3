package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.RunStats;
import io.tcbee.libbpf.RunTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A short look at what the programs cost: while it is open the kernel times every run, which takes
 * about 45 ns each. Close it soon.
 */
public final class CostSample implements AutoCloseable {
    private final Kernel kernel;
    private final RunStats stats;
    private final Map<Integer, RunTime> before;

    private CostSample(Kernel kernel, RunStats stats, Map<Integer, RunTime> before) {
        this.kernel = kernel;
        this.stats = stats;
        this.before = before;
    }

    /**
     * @throws RecordException if this process may not time programs (CAP_SYS_ADMIN)
     */
    static CostSample begin(Kernel kernel) {
        try {
            return of(kernel, RunStats.enable());
        } catch (BpfException e) {
            throw new RecordException(e.getMessage(), e);
        }
    }

    private static CostSample of(Kernel kernel, RunStats stats) {
        try {
            return new CostSample(kernel, stats, kernel.runTimes());
        } catch (BpfException e) {
            stats.close();
            throw e;
        }
    }

    /** What there was since it was opened, by hook; none after the recording's end. */
    public List<HookCost> costs() {
        List<HookCost> costs = new ArrayList<>();
        kernel.runTimes()
                .forEach((hook, now) -> {
                    RunTime cost = now.since(before.getOrDefault(hook, now));
                    costs.add(new HookCost(hook, cost.runs(), cost.nanoseconds()));
                });
        return costs;
    }

    /** Ends the timing. */
    @Override
    public void close() {
        stats.close();
    }
}
