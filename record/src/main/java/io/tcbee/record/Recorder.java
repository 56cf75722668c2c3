package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.Btf;
import io.tcbee.libbpf.Cpus;
import io.tcbee.libbpf.Ring;
import io.tcbee.model.EventTypes;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.Interface;
import io.tcbee.trace.TraceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A recording that runs, from {@link #open} to {@link #stop}.
 *
 * <p>It records the network namespace of the thread that opened it, unless the filter names others.
 * Nothing of it stays in the kernel, however the process ends (before Linux 6.6 a killed one leaves
 * its tc filters). Any thread may ask.
 */
public final class Recorder implements AutoCloseable {
    private final Kernel kernel;
    private final Drain drain;
    private final TraceInfo info;
    private final RecordOptions options;
    private final Neighbours neighbours;

    private Recorder(
            Kernel kernel,
            Drain drain,
            TraceInfo info,
            RecordOptions options,
            Neighbours neighbours) {
        this.kernel = kernel;
        this.drain = drain;
        this.info = info;
        this.options = options;
        this.neighbours = neighbours;
    }

    /**
     * Attaches the programs and records from then on; the sockets that there are already are
     * recorded first.
     *
     * @throws RecordException in one sentence if that cannot be; nothing is attached and no file is
     *     left then
     */
    public static Recorder open(RecordOptions options) {
        return open(options, Optional.empty());
    }

    /**
     * As {@link #open(RecordOptions)}, and tells {@code live} of every connection from the first
     * on.
     */
    public static Recorder open(RecordOptions options, LiveConnections live) {
        return open(options, Optional.of(live));
    }

    private static Recorder open(RecordOptions options, Optional<LiveConnections> live) {
        requireMachine();
        requirePlace(
                options.limits().rotates()
                        ? new PartNames(options.output()).part(1)
                        : options.output());
        try {
            return start(options, live);
        } catch (BpfException e) {
            throw new RecordException(e.getMessage(), e);
        }
    }

    private static Recorder start(RecordOptions options, Optional<LiveConnections> live) {
        Interfaces interfaces = Interfaces.of(options.interfaces(), options.filter());
        Neighbours neighbours;
        Kernel kernel;
        TraceInfo info;
        Drain drain;
        List<Device> devices;
        try {
            devices = interfaces.look();
            neighbours = Neighbours.meet(options, devices);
            kernel = attach(options, interfaces, devices);
        } catch (RuntimeException e) {
            interfaces.close();
            throw e;
        }
        try {
            info = info(options, interfaces, devices, kernel);
            drain = new Drain(options, info, kernel, live);
        } catch (RuntimeException e) {
            kernel.close();
            throw e;
        }
        drain.start();
        return new Recorder(kernel, drain, info, options, neighbours);
    }

    private static Kernel attach(
            RecordOptions options, Interfaces interfaces, List<Device> devices) {
        try (Btf btf = Btf.ofKernel()) {
            boolean clsact = !btf.hasFunction("tcx_link_attach");
            Config config =
                    Config.of(btf, interfaces.netns(), clsact, ProcessHandle.current().pid())
                            .withRingSegments(options.ringBytes() / Ring.SEGMENT)
                            .withPacketNetns(interfaces.netns() == 0 && !Machine.confidential())
                            .withPacketState(options.groups().contains(Group.STATE));
            Set<Probe> wanted = wanted(options, interfaces, devices);
            Programs programs = Programs.load(wanted, config, options.filter(), btf);
            return Kernel.attach(programs, options, interfaces, devices, config);
        }
    }

    /** Those of the groups that were chosen; of those about packets, what the devices need. */
    private static Set<Probe> wanted(
            RecordOptions options, Interfaces interfaces, List<Device> devices) {
        Set<Probe> wanted = EnumSet.noneOf(Probe.class);
        for (Probe probe : Probe.values()) {
            if (probe.group() != Group.HEADERS
                    && probe.kind() != Probe.Kind.PART
                    && (probe.kind() != Probe.Kind.FUNCTION || options.functions())
                    && options.groups().contains(probe.group())) {
                wanted.add(probe);
            }
        }
        if (options.groups().contains(Group.HEADERS)) {
            devices.forEach(device -> wanted.addAll(device.probes(options.ingressHook())));
            if (interfaces.changing()) {
                wanted.addAll(Device.allProbes(options.ingressHook()));
            }
        }
        return wanted;
    }

    private static TraceInfo info(
            RecordOptions options, Interfaces interfaces, List<Device> devices, Kernel kernel) {
        List<String> filters = new ArrayList<>(interfaces.sentences());
        filters.addAll(options.filter().sentences());
        if (!options.groups().equals(Group.usual())) {
            filters.add("only " + texts(options.groups()));
        }
        filters.add("without the calls of process " + ProcessHandle.current().pid());
        List<Interface> rows = devices.stream().map(Device::row).toList();
        return new TraceInfo(
                UUID.randomUUID(),
                "tcbee",
                Machine.host(),
                Machine.kernel(),
                Cpus.possible(),
                Clock.pair(),
                rows,
                filters,
                kernel.hooks(),
                EventTypes.ALL,
                0,
                kernel.codes());
    }

    private static void requireMachine() {
        String release = Machine.release();
        if (!Machine.isAtLeast(release, Machine.OLDEST)) {
            throw new RecordException(
                    "record: Linux >= " + Machine.OLDEST + " is needed, this is " + release);
        }
        Optional<String> lacking = Rights.lacking();
        if (lacking.isPresent()) {
            throw new RecordException(
                    "record: this needs root, or three capabilities, and "
                            + lacking.get()
                            + "; try again with sudo");
        }
        if (!Machine.hasBtf()) {
            throw new RecordException(
                    "record: this kernel has no "
                            + Machine.BTF
                            + ", it was built without CONFIG_DEBUG_INFO_BTF");
        }
    }

    private static void requirePlace(Path output) {
        Path folder = folder(output);
        if (folder == null || !Files.isDirectory(folder)) {
            throw new RecordException("create " + output + ": there is no folder " + folder);
        }
        if (Files.isDirectory(output)) {
            throw new RecordException("create " + output + ": it is a folder");
        }
        if (!Files.isWritable(Files.exists(output) ? output : folder)) {
            throw new RecordException("create " + output + ": Permission denied");
        }
    }

    /** Null for the root folder itself. */
    private static Path folder(Path output) {
        return output.toAbsolutePath().getParent();
    }

    private static String texts(Set<Group> groups) {
        return groups.stream().map(Group::text).collect(Collectors.joining(", "));
    }

    /** What the trace says of this recording. */
    public TraceInfo info() {
        return info;
    }

    /** What serves each group that is recorded. */
    public List<Service> services() {
        return new Services(info.hooks(), kernel.skipped()).of(options.groups());
    }

    /**
     * Interfaces of the kernel that are not recorded although they should be, one sentence each.
     */
    public List<String> missing() {
        List<String> sentences = new ArrayList<>(kernel.unsupported());
        services().forEach(service -> sentences.addAll(service.missing()));
        sentences.addAll(kernel.undescribed());
        return sentences;
    }

    /** Bytes that the file system of the trace has left for this process. */
    public long spaceLeft() {
        try {
            return Files.getFileStore(folder(options.output())).getUsableSpace();
        } catch (IOException e) {
            throw new RecordException(
                    "find the space left for " + options.output() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Programs of others at the interfaces, which are left alone, and leftovers of killed
     * recordings, which were removed: one sentence each.
     */
    public List<String> neighbours() {
        return neighbours.sentences();
    }

    /** What every hook counted on every CPU so far. */
    public List<HookCounts> counts() {
        return kernel.counts();
    }

    /** Bytes of the trace so far, a tenth of a second old at most. */
    public long bytes() {
        return drain.bytes();
    }

    /**
     * Begins to measure what the programs cost; the caller closes it soon.
     *
     * @throws RecordException if this process may not
     */
    public CostSample sampleCosts() {
        return CostSample.begin(kernel);
    }

    /** How fast it goes. */
    public RecordRates rates() {
        return drain.rates();
    }

    /**
     * Waits for the recording to end by itself, which it does when a limit is reached, and when the
     * trace cannot be written; {@link #stop} tells why.
     *
     * @return false if it still runs after {@code limit}
     */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return drain.awaitEnd(limit);
    }

    /**
     * Detaches, stores what is left in the rings and completes the trace. A second call gives the
     * same summary.
     *
     * @throws RecordException if the recording had ended by itself: the trace is readable up to
     *     there
     */
    public RecordSummary stop() {
        drain.stop();
        if (drain.failure() != null) {
            throw new RecordException(
                    "record to "
                            + options.output()
                            + ": "
                            + drain.failure().getMessage()
                            + "; recording has ended, the trace is readable up to there",
                    drain.failure());
        }
        return drain.summary();
    }

    /** As {@link #stop}, without its answer. */
    @Override
    public void close() {
        drain.stop();
    }
}
