package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.BpfMap;
import io.tcbee.libbpf.Cpus;
import io.tcbee.libbpf.Ring;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** One ring per CPU that runs. What happens on a CPU that is switched on later counts as lost. */
final class Rings implements AutoCloseable {
    /** Receives what one CPU's ring held. */
    interface Sink {
        void records(int cpu, MemorySegment records);
    }

    /** A ring, and where its records go. */
    private final class CpuRing implements Ring.Sink {
        final int cpu;
        final BpfMap map;
        final Ring ring;

        CpuRing(int cpu, BpfMap map) {
            this.cpu = cpu;
            this.map = map;
            this.ring = Ring.of(map);
        }

        @Override
        public void records(MemorySegment records) {
            sink.records(cpu, records);
        }
    }

    private final BpfMap directory;
    private final List<CpuRing> rings = new ArrayList<>();
    private Sink sink = (_, _) -> {};
    private double greatestFill;

    private Rings(BpfMap directory) {
        this.directory = directory;
    }

    /**
     * Makes the rings and puts them into {@code directory}.
     *
     * @param bytes of each
     */
    static Rings make(BpfMap directory, int bytes) {
        Rings rings = new Rings(directory);
        try {
            for (int cpu : Cpus.online()) {
                rings.add(cpu, bytes);
            }
        } catch (BpfException e) {
            rings.close();
            if (e.errno() == BpfException.ENOMEM) {
                throw new RecordException(
                        "make the rings: "
                                + Cpus.online().size()
                                + " of "
                                + (bytes >> 10)
                                + " KiB do not fit into memory, choose smaller ones",
                        e);
            }
            throw e;
        }
        return rings;
    }

    private void add(int cpu, int bytes) {
        BpfMap map = BpfMap.create(BpfMap.RINGBUF, "ring_" + cpu, 0, 0, bytes);
        try {
            directory.update(cpu, map);
            rings.add(new CpuRing(cpu, map));
        } catch (RuntimeException e) {
            map.close();
            throw e;
        }
    }

    /** Says where the records go; before the first {@link #drain}. */
    void sink(Sink receiver) {
        sink = receiver;
    }

    /** Drains every ring once; bytes that there were. */
    long drain() {
        long bytes = 0;
        for (int i = 0; i < rings.size(); i++) {
            CpuRing each = rings.get(i);
            greatestFill = Math.max(greatestFill, (double) each.ring.filled() / each.ring.size());
            bytes += each.ring.drain(each);
        }
        return bytes;
    }

    /**
     * Waits until every program that was running when it was called has ended. All are detached
     * before, so nothing is added afterwards.
     */
    void awaitProducers() {
        CpuRing first = rings.getFirst();
        directory.update(first.cpu, first.map);
    }

    /** Records drained so far. */
    long records() {
        long sum = 0;
        for (CpuRing each : rings) {
            sum += each.ring.records();
        }
        return sum;
    }

    /** The greatest part of a ring that was in use at a drain since the last question, 0 to 1. */
    double takeGreatestFill() {
        double fill = greatestFill;
        greatestFill = 0;
        return fill;
    }

    @Override
    public void close() {
        for (CpuRing each : rings) {
            each.ring.close();
            each.map.close();
        }
        rings.clear();
    }
}
