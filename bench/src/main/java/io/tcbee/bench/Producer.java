package io.tcbee.bench;

import io.tcbee.libbpf.BpfObject;
import io.tcbee.libbpf.Cpus;
import io.tcbee.libbpf.SharedMaps;
import io.tcbee.libbpf.TestRun;
import io.tcbee.model.TcbeeException;
import java.time.Duration;
import java.util.List;

/** Fills the rings of a recorder that runs with packet events, at a rate, on the first CPU. */
final class Producer implements AutoCloseable {
    private static final int CPU = 0;
    private static final int EVENTS_PER_RUN = 1000; // producer.bpf.c
    private static final int EVENTS_PER_CALL = 10_000;
    private static final List<String> MAPS = List.of("rings", "ring_levels", "counters");
    private static final double SECOND_NS = 1e9;

    private final Namespaces namespaces;
    private final BpfObject object;
    private final TestRun run;

    private Producer(Namespaces namespaces, BpfObject object) {
        this.namespaces = namespaces;
        this.object = object;
        run = TestRun.of(object.program("produce"), Frames.frame());
    }

    static Producer on(Namespaces namespaces, Recording recording) {
        BpfObject object = recorderObject("producer", recording);
        try {
            return new Producer(namespaces, object);
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    /** An object of this package on the maps and with the globals of a recorder, loaded. */
    static BpfObject recorderObject(String name, Recording recording) {
        BpfObject object = BpfObject.open(name, Frames.resource(name + ".bpf.o"));
        try {
            List<String> shared = SharedMaps.share(object, recording.pid());
            if (!shared.containsAll(MAPS)) {
                throw new TcbeeException("produce: the recorder's maps are " + shared);
            }
            SharedMaps.copyGlobals(object, recording.pid());
            object.load();
            return object;
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    /**
     * Produces for that long, on a thread of its own.
     *
     * @param perSecond events; as many as it can if that is more
     * @return events per second that it produced
     */
    double produce(double perSecond, Duration duration) {
        return namespaces.within(Namespaces.NEAR, () -> produceHere(perSecond, duration));
    }

    private double produceHere(double perSecond, Duration duration) {
        Cpus.pin(CPU);
        long start = System.nanoTime();
        long produced = 0;
        long elapsed = 0;
        while (elapsed < duration.toNanos()) {
            run.run(EVENTS_PER_CALL / EVENTS_PER_RUN);
            produced += EVENTS_PER_CALL;
            do {
                elapsed = System.nanoTime() - start;
            } while (produced * SECOND_NS > elapsed * perSecond);
        }
        return produced * SECOND_NS / elapsed;
    }

    @Override
    public void close() {
        object.close();
    }
}
