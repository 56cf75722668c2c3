package io.tcbee.record;

import io.tcbee.libbpf.BpfProgram;
import io.tcbee.libbpf.RunTime;
import io.tcbee.trace.Code;
import io.tcbee.trace.ConnectionLoss;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a recording has in the kernel: programs, their places, rings and counters.
 *
 * <p>{@link #counts} may be asked by any thread at any time, even after the end; all else belongs
 * to one thread.
 */
final class Kernel implements AutoCloseable {
    private final Programs programs;
    private final Rings rings;
    private final Attachments attachments;
    private final Counters counters;
    private final Watch watch;
    private final LostConnections lostConnections;
    private final Places places;
    private final long[] recursionMisses = new long[Probe.values().length];
    private List<HookCounts> last = List.of();
    private boolean closed;

    private Kernel(
            Programs programs,
            Rings rings,
            Attachments attachments,
            Set<Probe> later,
            Watch watch,
            long startNs) {
        this.programs = programs;
        this.rings = rings;
        this.attachments = attachments;
        this.watch = watch;
        places = new Places(programs.places());
        Set<Probe> counting = EnumSet.noneOf(Probe.class);
        for (Hook hook : attachments.hooks()) {
            counting.add(Probe.ofHook(hook.id()));
        }
        counting.addAll(later);
        counting.add(Probe.SOCKET);
        counters = new Counters(programs.object(), counting, startNs);
        lostConnections = new LostConnections(programs.object());
    }

    /**
     * Makes the rings and attaches the programs, which record from then on.
     *
     * @param programs loaded ones; closed with this, or at once if this fails
     */
    static Kernel attach(
            Programs programs,
            RecordOptions options,
            Interfaces interfaces,
            List<Device> devices,
            Config config) {
        Rings rings = null;
        Attachments attachments = null;
        try {
            rings = Rings.make(programs.object(), config);
            long startNs = Clock.monotonicNs();
            attachments =
                    Attachments.make(programs, devices, options.ingressHook(), config.clsact());
            Watch watch = Watch.start(options.filter(), programs, attachments, interfaces);
            Set<Probe> later = EnumSet.noneOf(Probe.class);
            if (interfaces.changing()) {
                later.addAll(Device.allProbes(options.ingressHook()));
            }
            if (attachments.seeTimers()) {
                programs.timersAreSeen(attachments.seeTimersByFunction());
            }
            if (attachments.seeAcks()) {
                programs.acksAreSeen();
            }
            return new Kernel(programs, rings, attachments, later, watch, startNs);
        } catch (RuntimeException e) {
            if (attachments != null) {
                attachments.close();
            }
            if (rings != null) {
                rings.close();
            }
            programs.close();
            throw e;
        }
    }

    List<Hook> hooks() {
        return attachments.hooks();
    }

    Map<Probe, String> skipped() {
        return attachments.skipped();
    }

    Rings rings() {
        return rings;
    }

    /** Records the sockets that there are now, in the network namespaces that are recorded. */
    void snapshot() {
        watch.snapshot(programs.program(Probe.ITER_TCP));
    }

    /** Interfaces that are left out although they were asked for, one sentence each. */
    List<String> unsupported() {
        return watch.unsupported();
    }

    /** What an attached program cannot tell on this kernel, one sentence each. */
    List<String> undescribed() {
        return programs.undescribed();
    }

    /** What the kernel's enums mean. */
    List<Code> codes() {
        return programs.codes();
    }

    /** The places in the kernel's code that dropped packets, to be named in the trace. */
    Places places() {
        return places;
    }

    /** What was lost since the last look, or null. */
    synchronized LossReport look(long nowNs) {
        return counters.look(nowNs);
    }

    /** Whose events they were, as far as can be told. */
    List<ConnectionLoss> lostConnections(LossReport report) {
        return lostConnections.look(report.fromMonotonicNs(), report.toMonotonicNs());
    }

    /** All that was counted so far; after the end what was counted in all. */
    synchronized List<HookCounts> counts() {
        if (!closed) {
            last = counters.read(recursionMisses);
        }
        return last;
    }

    /** What each hook's program took so far, by its id; none after the end. */
    synchronized Map<Integer, RunTime> runTimes() {
        Map<Integer, RunTime> times = new HashMap<>();
        for (Hook hook : closed ? List.<Hook>of() : attachments.hooks()) {
            programs.program(Probe.ofHook(hook.id()))
                    .ifPresent(program -> times.put(hook.id(), program.runTime()));
        }
        return times;
    }

    /**
     * Takes the programs away and waits for those that run; nothing is added to rings and counters
     * afterwards, and the kernel skips no more calls.
     *
     * @return calls that the kernel skipped because a program was running already
     */
    long detach() {
        watch.close();
        attachments.close();
        rings.awaitProducers();
        long sum = 0;
        for (Hook hook : attachments.hooks()) {
            Probe probe = Probe.ofHook(hook.id());
            long misses = programs.program(probe).map(BpfProgram::recursionMisses).orElse(0L);
            recursionMisses[hook.id()] = misses;
            sum += misses;
        }
        return sum;
    }

    /** Detaches if that is not done, and gives everything back. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        try {
            watch.close();
            attachments.close();
            last = counters.read(recursionMisses);
        } finally {
            closed = true;
            counters.close();
            rings.close();
            programs.close();
        }
    }
}
