package io.tcbee.bench;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Metrics;
import io.tcbee.model.TcbeeException;
import io.tcbee.process.Processor;
import io.tcbee.process.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many packets a second do all metrics take, and what do they keep of a connection? */
public final class MetricsBenchmark {
    private static final double MILLION = 1e6;
    private static final double TARGET = 2;
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
            setting.progress().accept("writing a trace of " + packets + " packets");
            long written = SyntheticTrace.packets(trace, packets, connections);
            Samples none = rates(setting, trace, List.of(), written);
            Samples rates = rates(setting, trace, all, written);
            double busy = perConnection(trace, all, connections);
            double busyWithout = perConnection(trace, List.of(), connections);
            long few =
                    SyntheticTrace.packets(
                            trace, SHORT_CONNECTIONS * (SHORT_PACKETS + 1L), SHORT_CONNECTIONS);
            double light = perConnection(trace, all, SHORT_CONNECTIONS);
            double lightWithout = perConnection(trace, List.of(), SHORT_CONNECTIONS);
            String long_ = written / connections + " packets each";
            String short_ = few / SHORT_CONNECTIONS + " packets each";
            return List.of(
                    Row.of("trace", "packets of " + connections + " connections", million(written)),
                    Row.of("rate", "connections only, no metric", none.text(2) + " M packets/s"),
                    Row.least(
                            "rate",
                            "all " + all.size() + " metrics",
                            rates,
                            2,
                            " M packets/s",
                            TARGET),
                    Row.of("memory", "a connection with all metrics, " + long_, kib(busy)),
                    Row.of("memory", "without metrics", kib(busyWithout)),
                    Row.of("memory", "a connection with all metrics, " + short_, kib(light)),
                    Row.of("memory", "without metrics", kib(lightWithout)));
        } finally {
            remove(trace);
        }
    }

    private static String million(long packets) {
        return Double.toString(Math.round(packets / MILLION * 10) / 10.0) + " M";
    }

    private static String kib(double bytes) {
        return Double.toString(Math.round(bytes / 1024 * 10) / 10.0) + " KiB";
    }

    private static Samples rates(Setting setting, Path trace, List<Metric> metrics, long packets) {
        Samples samples = new Samples();
        for (int round = 0; round <= setting.repeats(); round++) {
            long start = System.nanoTime();
            Processor.Connections _ =
                    new Processor(metrics).connections(List.of(trace), Progress.NONE);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (round > 0) { // the first is compiled meanwhile
                Samples _ = samples.add(packets / seconds / MILLION);
            }
        }
        setting.tell("metrics", metrics.size() + " metrics, M packets/s", samples, 2);
        return samples;
    }

    /** Bytes of the heap behind the last packet, while all connections are open. */
    private static double perConnection(Path trace, List<Metric> metrics, int connections) {
        long[] heap = {live(), 0};
        Progress progress =
                (events, total) -> {
                    if (events >= total) {
                        heap[1] = live();
                    }
                };
        Processor.Connections _ = new Processor(metrics).connections(List.of(trace), progress);
        return (double) (heap[1] - heap[0]) / connections;
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
