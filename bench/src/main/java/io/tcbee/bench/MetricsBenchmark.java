package io.tcbee.bench;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Metrics;
import io.tcbee.model.TcbeeException;
import io.tcbee.process.Processor;
import io.tcbee.process.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How many packets a second do all metrics take, and what do they keep of a connection? */
public final class MetricsBenchmark {
    private static final double MILLION = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double TARGET = 2;
    private static final int FEW_CONNECTIONS = 10;
    private static final int SHORT_CONNECTIONS = 20_000;
    private static final int SHORT_PACKETS = 15;

    private MetricsBenchmark() {}

    /**
     * Runs it in this process.
     *
     * @param packets of the trace that is made for it
     * @param connections that these belong to, all alike
     * @return its lines of the table
     */
    public static List<Row> run(Setting setting, long packets, int connections) {
        Path trace = setting.trace();
        List<Metric> all = Metrics.all();
        try {
            setting.progress().accept("writing traces of " + packets + " packets");
            List<Row> rows = new ArrayList<>();
            for (int each : new int[] {FEW_CONNECTIONS, connections}) {
                long written = SyntheticTrace.packets(trace, packets, each);
                String of = "packets of " + each + " connections, ";
                rates(rows, setting, trace, List.of(), written, of + "no metric");
                rates(rows, setting, trace, all, written, of + "all " + all.size() + " metrics");
            }
            String many = packets / connections + " packets each";
            rows.add(memory("all metrics, " + many, trace, all, connections));
            rows.add(memory("no metric, " + many, trace, List.of(), connections));
            long few =
                    SyntheticTrace.packets(
                            trace, SHORT_CONNECTIONS * (SHORT_PACKETS + 1L), SHORT_CONNECTIONS);
            String short_ = few / SHORT_CONNECTIONS + " packets each";
            rows.add(memory("all metrics, " + short_, trace, all, SHORT_CONNECTIONS));
            rows.add(memory("no metric, " + short_, trace, List.of(), SHORT_CONNECTIONS));
            return rows;
        } finally {
            remove(trace);
        }
    }

    private static void rates(
            List<Row> rows,
            Setting setting,
            Path trace,
            List<Metric> metrics,
            long packets,
            String what) {
        Samples wall = new Samples();
        Samples cpu = new Samples();
        for (int round = 0; round <= setting.repeats(); round++) {
            long start = System.nanoTime();
            long cpuStart = THREADS.getCurrentThreadCpuTime();
            Processor.Connections _ =
                    new Processor(metrics).connections(List.of(trace), Progress.NONE);
            double cpuNs = THREADS.getCurrentThreadCpuTime() - cpuStart;
            double seconds = (System.nanoTime() - start) / 1e9;
            if (round > 0) { // the first is compiled meanwhile
                Samples _ = wall.add(packets / seconds / MILLION);
                Samples _ = cpu.add(cpuNs / packets);
            }
        }
        setting.tell("metrics", what + ", M packets/s", wall, 2);
        rows.add(
                metrics.isEmpty()
                        ? Row.of("rate", what, wall.text(2) + " M packets/s")
                        : Row.least("rate", what, wall, 2, " M packets/s", TARGET));
        rows.add(Row.of("rate", "CPU of its thread", cpu.text(0) + " ns a packet"));
    }

    /** Bytes of the heap behind the last packet, while all connections are open. */
    private static Row memory(String what, Path trace, List<Metric> metrics, int connections) {
        long[] heap = {live(), 0};
        Progress progress =
                (events, total) -> {
                    if (events >= total) {
                        heap[1] = live();
                    }
                };
        Processor.Connections _ = new Processor(metrics).connections(List.of(trace), progress);
        double kib = (heap[1] - heap[0]) / 1024.0 / connections;
        return Row.of("memory", "a connection, " + what, Math.round(kib * 10) / 10.0 + " KiB");
    }

    private static long live() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void remove(Path trace) {
        try {
            Files.deleteIfExists(trace);
        } catch (IOException e) {
            throw new TcbeeException("remove " + trace + ": " + e.getMessage(), e);
        }
    }
}
