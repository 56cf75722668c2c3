package io.tcbee.bench;

import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's clock around each run of a BPF program, switched on while this is open. */
final class ProgramStats implements AutoCloseable {
    private static final Path SWITCH = Path.of("/proc/sys/kernel/bpf_stats_enabled");

    private final String before;

    private ProgramStats(String before) {
        this.before = before;
    }

    static ProgramStats open() {
        ProgramStats stats = new ProgramStats(read());
        write("1");
        return stats;
    }

    /**
     * What a program took so far.
     *
     * @param ns of all its runs, those of the clock included
     */
    record Cost(long ns, long runs) {
        double nsPerRunSince(Cost earlier) {
            return (double) (ns - earlier.ns) / Math.max(1, runs - earlier.runs);
        }
    }

    /**
     * Sends frames through a program of the recorder and one that does nothing, which is beside it.
     *
     * @return ns that the first takes more for one
     */
    double beyondNothing(String program, Frames frames, Setting setting) {
        frames.send(setting.warmUp());
        Cost before = of(program);
        Cost nothing = of("nothing");
        frames.send(setting.window());
        return of(program).nsPerRunSince(before) - of("nothing").nsPerRunSince(nothing);
    }

    /** Of the program of that name; if several have it, the newest. */
    Cost of(String program) {
        String shown = Command.run("bpftool", "prog", "show", "name", program);
        Matcher told = Pattern.compile("run_time_ns (\\d+) run_cnt (\\d+)").matcher(shown);
        Cost cost = new Cost(0, 0);
        while (told.find()) {
            cost = new Cost(Long.parseLong(told.group(1)), Long.parseLong(told.group(2)));
        }
        return cost;
    }

    private static String read() {
        try {
            return Files.readString(SWITCH).strip();
        } catch (IOException e) {
            throw new TcbeeException("read " + SWITCH + ": " + e.getMessage(), e);
        }
    }

    private static void write(String value) {
        try {
            Files.writeString(SWITCH, value);
        } catch (IOException e) {
            throw new TcbeeException("write " + SWITCH + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        write(before);
    }
}
