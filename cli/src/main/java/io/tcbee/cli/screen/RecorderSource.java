package io.tcbee.cli.screen;

import io.tcbee.record.CostSample;
import io.tcbee.record.HookCost;
import io.tcbee.record.LiveConnections;
import io.tcbee.record.RecordException;
import io.tcbee.record.Recorder;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks a recorder. What the programs cost is measured for a tenth of a second every five. */
final class RecorderSource implements AutoCloseable {
    private static final long COST_NS = 100_000_000L;
    private static final long COST_EVERY_NS = 5_000_000_000L;
    private static final long DISK_EVERY_NS = 2_000_000_000L;
    private static final String PACKETS = "packet_";

    private final Recorder recorder;
    private final LiveConnections live;
    private final Path folder;
    private CostSample costSample;
    private List<HookCost> costs = List.of();
    private boolean costsUnknown;
    private long nextCostNs;
    private long nextDiskNs;
    private long diskLeftBytes = -1;

    RecorderSource(Recorder recorder, LiveConnections live, Path output) {
        this.recorder = recorder;
        this.live = live;
        this.folder = output.toAbsolutePath().getParent();
        this.nextCostNs = System.nanoTime() + COST_EVERY_NS / 5;
    }

    /** Begins or ends a measurement of the costs when it is time; to be called often. */
    void turn() {
        long now = System.nanoTime();
        if (costsUnknown || now < nextCostNs) {
            return;
        }
        if (costSample == null) {
            beginCosts();
            nextCostNs = now + COST_NS;
        } else {
            costs = costSample.costs();
            close();
            nextCostNs = now + COST_EVERY_NS;
        }
    }

    private void beginCosts() {
        try {
            costSample = recorder.sampleCosts();
        } catch (RecordException _) {
            costsUnknown = true; // without CAP_SYS_ADMIN: the column stays empty
        }
    }

    /** All that the recorder tells now. */
    Sample sample() {
        long now = System.nanoTime();
        if (now >= nextDiskNs) {
            nextDiskNs = now + DISK_EVERY_NS;
            diskLeftBytes = diskLeft();
        }
        return new Sample(
                now,
                hooks(),
                costs,
                recorder.bytes(),
                recorder.rates().ringFill(),
                diskLeftBytes,
                live.connections(),
                live.evicted(),
                live.sampled(),
                live.trail());
    }

    private List<HookTotal> hooks() {
        Map<Integer, long[]> sums = new HashMap<>();
        for (HookCounts count : recorder.counts()) {
            long[] sum = sums.computeIfAbsent(count.hook(), _ -> new long[3]);
            sum[0] += count.seen();
            sum[1] += count.events();
            sum[2] += count.lost();
        }
        List<HookTotal> totals = new ArrayList<>();
        for (Hook hook : recorder.info().hooks()) {
            long[] sum = sums.getOrDefault(hook.id(), new long[3]);
            boolean packets = hook.name().startsWith(PACKETS);
            totals.add(
                    new HookTotal(
                            hook.id(),
                            hook.name(),
                            hook.attachedAs(),
                            packets,
                            sum[0],
                            sum[1],
                            sum[2]));
        }
        return totals;
    }

    private long diskLeft() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException _) {
            return -1; // said to be not known
        }
    }

    /** Ends a measurement that is going on. */
    @Override
    public void close() {
        if (costSample != null) {
            costSample.close();
            costSample = null;
        }
    }
}
