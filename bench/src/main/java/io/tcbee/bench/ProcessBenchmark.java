package io.tcbee.bench;

import io.tcbee.model.TcbeeException;
import io.tcbee.model.TcpState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How many events a second does the built program bring from a trace into a database? */
public final class ProcessBenchmark {
    private static final double MILLION = 1e6;

    /** Connection, side and time, and the columns of table packets. */
    private static final int PACKET_VALUES = 3 + 23;

    /** Connection, side and time, the kind of event, and the kernel's state. */
    private static final int STATE_VALUES = 3 + 1 + TcpState.FIELDS.size();

    private static final double PACKETS = 0.6;
    private static final double MOST_MIB = 450;

    private ProcessBenchmark() {}

    /**
     * Runs it.
     *
     * @param events of the trace that is made for it, 60 % of them packets
     * @return its lines of the table
     */
    public static List<Row> run(Setting setting, long events, int connections) {
        Path trace = setting.trace();
        Path database = setting.directory().resolve("bench.duckdb");
        try {
            setting.progress().accept("writing a trace of " + events + " events");
            long written = SyntheticTrace.write(trace, events, connections);
            String name =
                    String.format(
                            Locale.ROOT,
                            "%.1f M events of %d connections, %.2f GB",
                            written / MILLION,
                            connections,
                            Files.size(trace) / 1e9);
            Samples[] tables = rounds(setting, written, trace, database, "--no-metrics");
            Samples[] metrics = rounds(setting, written, trace, database);
            return List.of(
                    Row.of("trace", "60 % packets, 40 % kernel state", name),
                    Row.least(
                            "tables", "to DuckDB, without metrics", tables[0], 2, " M events/s", 3),
                    Row.of("tables", "values", tables[1].text(0) + " M/s"),
                    Row.of("tables", "CPU", tables[2].text(1) + " s"),
                    Row.most("tables", "anonymous memory", tables[3], 0, " MiB", MOST_MIB),
                    Row.of("tables", "database", tables[4].text(0) + " MB"),
                    Row.of("metrics", "to DuckDB, with all", metrics[0].text(2) + " M events/s"),
                    Row.of("metrics", "CPU", metrics[2].text(1) + " s"),
                    Row.most("metrics", "anonymous memory", metrics[3], 0, " MiB", MOST_MIB),
                    Row.of("metrics", "database", metrics[4].text(0) + " MB"));
        } catch (IOException e) {
            throw new TcbeeException("read " + trace + ": " + e.getMessage(), e);
        } finally {
            remove(trace);
        }
    }

    private static Samples[] rounds(
            Setting setting, long events, Path trace, Path database, String... options) {
        Samples[] samples = {
            new Samples(), new Samples(), new Samples(), new Samples(), new Samples()
        };
        double values = events * (PACKETS * PACKET_VALUES + (1 - PACKETS) * STATE_VALUES);
        for (int round = 0; round < setting.repeats(); round++) {
            Processing run = Processing.run(setting.tcbee(), trace, database, options);
            double seconds = run.wallNs() / 1e9;
            Samples _ = samples[0].add(events / seconds / MILLION);
            Samples _ = samples[1].add(values / seconds / MILLION);
            Samples _ = samples[2].add(run.cpuSeconds());
            Samples _ = samples[3].add(run.anonymousMib());
            Samples _ = samples[4].add(run.bytes() / MILLION);
        }
        setting.tell("process", String.join(" ", options) + " M events/s", samples[0], 2);
        return samples;
    }

    private static void remove(Path trace) {
        try {
            Files.deleteIfExists(trace);
        } catch (IOException e) {
            throw new TcbeeException("remove " + trace + ": " + e.getMessage(), e);
        }
    }
}
