package io.tcbee.bench;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.LibcException;
import io.tcbee.model.TcbeeException;
import java.util.ArrayList;
import java.util.List;

/** All measurements of the recorder. */
public final class RecordBenchmark {
    private static final List<Benchmark> ALL =
            List.of(
                    new XdpPath(),
                    new TcPath(),
                    new TcpGoodput(),
                    new RingToDisk(),
                    new Startup(),
                    new Unwanted());

    private RecordBenchmark() {}

    /** The names that {@link #run} knows, in order. */
    public static List<String> names() {
        return ALL.stream().map(Benchmark::name).toList();
    }

    /**
     * Runs one of them. Needs root and two CPUs.
     *
     * @return its lines of the table; what could not be measured is a line that says why
     * @throws IllegalArgumentException if there is none of that name
     */
    public static List<Row> run(String name, Setting setting) {
        for (Benchmark benchmark : ALL) {
            if (benchmark.name().equals(name)) {
                return run(benchmark, setting);
            }
        }
        throw new IllegalArgumentException("no such benchmark: name=" + name);
    }

    private static List<Row> run(Benchmark benchmark, Setting setting) {
        try {
            return new ArrayList<>(benchmark.run(setting));
        } catch (TcbeeException | BpfException | LibcException e) {
            return List.of(Row.missing(benchmark.name(), e.getMessage()));
        }
    }
}
