package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.BpfMap;
import io.tcbee.libbpf.BpfObject;
import io.tcbee.libbpf.Cpus;
import io.tcbee.libbpf.Ring;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Two rings per CPU that runs: the second takes the events that interrupt another. What happens on
 * a CPU that is switched on later counts as lost.
 */
final class Rings implements AutoCloseable {
    /** Receives what one CPU's ring held. */
    interface Sink {
        void records(int cpu, MemorySegment records);
    }

    private static final int LEVELS = 2;
    private static final long WORTH_A_WRITE = 1 << 20;
    private static final String DIRECTORY = "rings";
    private static final String POSITIONS = "ring_levels";

    /** A ring, and where its records go. */
    private final class CpuRing implements Ring.Sink {
        final int cpu;
        final Ring ring;

        CpuRing(int cpu, Ring ring) {
            this.cpu = cpu;
            this.ring = ring;
        }

        @Override
        public void records(MemorySegment records) {
            sink.records(cpu, records);
        }
    }

    private final BpfMap directory;
    private final Arena arena = Arena.ofShared();
    private final List<BpfMap> maps = new ArrayList<>();
    private final List<CpuRing> rings = new ArrayList<>();
    private int firstCpu;
    private Sink sink = (_, _) -> {};
    private double greatestFill;

    private Rings(BpfMap directory) {
        this.directory = directory;
    }

    /** What each CPU's rings look like; the caller closes it. */
    static BpfMap example(Config config) {
        return BpfMap.createArray("ring", Ring.SEGMENT, segments(config));
    }

    /** Makes room in {@code object} for every CPU's rings; before it is loaded. */
    static void size(BpfObject object, BpfMap example) {
        object.map(DIRECTORY).maxEntries(Cpus.possible());
        object.map(DIRECTORY).inner(example);
        object.map(POSITIONS).maxEntries(LEVELS * Cpus.possible());
    }

    private static int segments(Config config) {
        return config.ringSegments() + config.ringSegmentsNested();
    }

    /** Makes the rings and puts them into {@code object}, which is loaded. */
    static Rings make(BpfObject object, Config config) {
        Rings rings = new Rings(object.map(DIRECTORY));
        try {
            MemorySegment positions = object.map(POSITIONS).memory(rings.arena);
            for (int cpu : Cpus.online()) {
                rings.add(cpu, positions, config);
            }
        } catch (BpfException e) {
            rings.close();
            if (e.errno() == BpfException.ENOMEM) {
                throw new RecordException(
                        "make the rings: "
                                + Cpus.online().size()
                                + " of "
                                + segments(config)
                                + " MiB do not fit into memory, choose smaller ones",
                        e);
            }
            throw e;
        }
        return rings;
    }

    private void add(int cpu, MemorySegment positions, Config config) {
        BpfMap map = BpfMap.createArray("ring_" + cpu, Ring.SEGMENT, segments(config));
        maps.add(map);
        directory.update(cpu, map);
        firstCpu = rings.isEmpty() ? cpu : firstCpu;
        MemorySegment data = map.memory(arena);
        long border = (long) config.ringSegments() * Ring.SEGMENT;
        List<MemorySegment> levels = List.of(data.asSlice(0, border), data.asSlice(border));
        for (int level = 0; level < LEVELS; level++) {
            long at = (long) (cpu * LEVELS + level) * Ring.LEVEL;
            Ring ring = new Ring(positions.asSlice(at, Ring.LEVEL), levels.get(level));
            rings.add(new CpuRing(cpu, ring));
        }
    }

    /** Says where the records go; before the first {@link #drain}. */
    void sink(Sink receiver) {
        sink = receiver;
    }

    /** Drains every ring once; bytes that there were. */
    long drain() {
        return drain(false);
    }

    /**
     * Drains the rings in which enough waits to be worth a write of its own: large writes cost half
     * of what small ones do (docs/decisions/011-trace-past-the-page-cache.md).
     */
    long drainFull() {
        return drain(true);
    }

    private long drain(boolean onlyFull) {
        long bytes = 0;
        for (int i = 0; i < rings.size(); i++) {
            CpuRing each = rings.get(i);
            long filled = each.ring.filled();
            if (onlyFull && filled < Math.min(WORTH_A_WRITE, each.ring.size() / 8)) {
                continue;
            }
            greatestFill = Math.max(greatestFill, (double) filled / each.ring.size());
            bytes += each.ring.drain(each);
        }
        return bytes;
    }

    /**
     * Waits until every program that was running when it was called has ended. All are detached
     * before, so nothing is added afterwards.
     */
    void awaitProducers() {
        directory.update(firstCpu, maps.getFirst());
    }

    /** The greatest part of a ring that was in use at a drain since the last question, 0 to 1. */
    double takeGreatestFill() {
        double fill = greatestFill;
        greatestFill = 0;
        return fill;
    }

    @Override
    public void close() {
        arena.close();
        maps.forEach(BpfMap::close);
        maps.clear();
        rings.clear();
    }
}
