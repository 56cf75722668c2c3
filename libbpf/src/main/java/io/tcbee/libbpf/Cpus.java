package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The CPUs of this machine. */
public final class Cpus {
    private static final long MASK_BYTES = 1024; // cpu_set_t of 8192 CPUs
    private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

    private static final Native SCHED_SETAFFINITY = Native.libc("sched_setaffinity");

    private Cpus() {}

    /**
     * {@code sched_setaffinity(0, ...)}: the calling thread runs on this CPU only, and so do
     * threads and processes that it starts afterwards.
     */
    public static void pin(int cpu) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, 8);
            mask.set(JAVA_BYTE, cpu / 8, (byte) (1 << cpu % 8));
            Libc.check(
                    "run on CPU " + cpu,
                    (int) SCHED_SETAFFINITY.call(0, MASK_BYTES, mask.address()));
        }
    }

    /** CPUs that the machine can have while it runs: values in a per-CPU map. */
    public static int possible() {
        return Libbpf.numPossibleCpus();
    }

    /** The numbers of the CPUs that run now, ascending. */
    public static List<Integer> online() {
        try {
            return parse(Files.readString(ONLINE).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("read " + ONLINE + ": " + e.getMessage(), e);
        }
    }

    /** {@code 0-3,8,10-11}: ranges as the kernel prints them (lib/bitmap.c). */
    static List<Integer> parse(String ranges) {
        List<Integer> cpus = new ArrayList<>();
        for (String range : ranges.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = Integer.parseInt(range.substring(dash + 1));
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return List.copyOf(cpus);
    }
}
