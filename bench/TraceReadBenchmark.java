import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import io.tcbee.trace.ClockPair;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.EventWriter;
import io.tcbee.trace.TraceInfo;
import io.tcbee.trace.TraceReader;
import io.tcbee.trace.TraceWriter;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * How many events per second does a trace file take and give? Results: bench/results/trace.md.
 *
 * <p>Reading is told in CPU time of the one thread that reads, opening, page faults and checksums
 * included; writing in elapsed time.
 *
 * <p>{@code java -XX:MaxDirectMemorySize=4g -cp model/target/classes:trace/target/classes bench/TraceReadBenchmark.java DIR
 * [CPUS]}
 */
final class TraceReadBenchmark {
    private static final int EVENTS = 2_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 7;

    private TraceReadBenchmark() {}

    /** One event in 5000 lies before 1 to 8 that are earlier, as when an interrupt nests. */
    private static List<EventWriter> spans(int cpus, int span, boolean nested) {
        Random random = new Random(1);
        List<EventWriter> spans = new ArrayList<>();
        long[] time = new long[cpus];
        for (int written = 0; written < EVENTS; ) {
            int cpu = spans.size() % cpus;
            EventWriter events = new EventWriter();
            int late = 0;
            for (int i = 0; i < span; i++, written++) {
                EventType type = i % 5 < 3 ? PacketEvent.TYPE : TcpProbe.TYPE;
                time[cpu] += 100 + random.nextInt(1_000);
                late = late > 0 ? late - 1 : nested && random.nextInt(5_000) == 0 ? 8 : 0;
                events.begin(type, time[cpu] + (late == 8 ? 5_000 : 0), i % 64, cpu);
                if (type == PacketEvent.TYPE) {
                    events.cut((int) PacketEvent.HEADERS.offset() + 52);
                }
            }
            spans.add(events);
        }
        return spans;
    }

    private static double write(Path path, List<EventWriter> spans, int cpus) {
        TraceInfo info =
                new TraceInfo(
                        new UUID(1, 2), "bench", "host", "kernel", cpus, new ClockPair(0, 0, 0),
                        List.of(), List.of(), List.of(), EventTypes.ALL);
        long start = System.nanoTime();
        try (TraceWriter writer = TraceWriter.create(path, info)) {
            int i = 0;
            for (EventWriter span : spans) {
                writer.records(i++ % cpus, span.records());
            }
            writer.finish(List.of());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static long walk(Path path) {
        long count = 0;
        try (TraceReader trace = TraceReader.open(path)) {
            EventCursor events = trace.events();
            while (events.next()) {
                count++;
            }
        }
        return count;
    }

    private static long walkAndRead(Path path) {
        long sum = 0;
        try (TraceReader trace = TraceReader.open(path)) {
            EventCursor events = trace.events();
            MemorySegment bytes = events.segment();
            while (events.next()) {
                if (events.type() == TcpProbe.TYPE.id()) {
                    sum += TcpState.SND_CWND.get(bytes, events.at());
                }
                sum += events.timeNs();
            }
        }
        return sum;
    }

    private static long verify(Path path) {
        try (TraceReader trace = TraceReader.open(path)) {
            trace.verify();
            return trace.eventCount();
        }
    }

    private interface Job {
        long run(Path path);
    }

    private static double median(Job job, Path path) {
        double[] seconds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            if (job.run(path) == 0) {
                throw new IllegalStateException("nothing was read");
            }
            seconds[i] = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        return seconds[ROUNDS / 2];
    }

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0], "bench.tcbee");
        System.out.println("cpus span nested MB | write M/s | verify GB/s | walk M/s | read M/s");
        int[] all = args.length > 1 ? new int[] {Integer.parseInt(args[1])} : new int[] {1, 2, 16};
        for (int cpus : all) {
            for (int span : new int[] {50, 5_000}) {
                for (boolean nested : new boolean[] {false, true}) {
                    List<EventWriter> spans = spans(cpus, span, nested);
                    double[] write = new double[3];
                    for (int i = 0; i < 3; i++) {
                        write[i] = write(path, spans, cpus);
                    }
                    Arrays.sort(write);
                    spans = null;
                    double megabytes = Files.size(path) / 1e6;
                    System.out.printf(
                            "%d %d %b %.0f | %.1f | %.1f | %.1f | %.1f%n",
                            cpus, span, nested, megabytes, EVENTS / write[1] / 1e6,
                            megabytes / 1e3 / median(TraceReadBenchmark::verify, path),
                            EVENTS / median(TraceReadBenchmark::walk, path) / 1e6,
                            EVENTS / median(TraceReadBenchmark::walkAndRead, path) / 1e6);
                }
            }
        }
        Files.delete(path);
    }
}
