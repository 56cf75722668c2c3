package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.BpfLink;
import io.tcbee.libbpf.BpfProgram;
import io.tcbee.libbpf.BpfProgram.Direction;
import io.tcbee.libbpf.UnsupportedKernelException;
import io.tcbee.trace.Hook;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Programs at their places. Closing takes them away, the last first. */
final class Attachments implements AutoCloseable {
    /** The place of what is no program of its own. */
    static final String IN_OTHERS = "in the others";

    private final Programs programs;
    private final IngressHook ingress;
    private final boolean clsact;
    private final Deque<BpfLink> links = new ArrayDeque<>();
    private final EnumMap<Probe, Hook> hooks = new EnumMap<>(Probe.class);
    private final EnumMap<Probe, String> skipped;
    private boolean closed;

    private Attachments(Programs programs, IngressHook ingress, boolean clsact) {
        this.programs = programs;
        this.ingress = ingress;
        this.clsact = clsact;
        this.skipped = new EnumMap<>(Probe.class);
        skipped.putAll(programs.refused());
    }

    /**
     * Attaches the programs about sockets wherever they can be, and those about packets to {@code
     * devices}.
     *
     * @param clsact for packets, instead of TCX
     * @throws RecordException if packets of a device cannot be had; nothing is attached then
     */
    static Attachments make(
            Programs programs, List<Device> devices, IngressHook ingress, boolean clsact) {
        Attachments attachments = new Attachments(programs, ingress, clsact);
        try {
            for (Probe probe : Probe.values()) {
                attachments.socketProbe(probe);
            }
            devices.forEach(attachments::add);
        } catch (RuntimeException e) {
            attachments.close();
            throw e;
        }
        return attachments;
    }

    /**
     * Attaches the programs about packets to one more device.
     *
     * @throws RecordException if its packets cannot be had
     */
    synchronized void add(Device device) {
        if (closed) {
            return;
        }
        device.netns()
                .in(() -> {
                    device.probes(ingress).forEach(probe -> packetProbe(probe, device));
                    return null;
                });
    }

    /** Packets come later, the iterator only runs once; an alternative where it is needed. */
    private void socketProbe(Probe probe) {
        boolean socket =
                probe.kind() == Probe.Kind.FUNCTION || probe.kind() == Probe.Kind.TRACEPOINT;
        boolean useful = probe.needs().map(hooks::containsKey).orElse(true);
        if (!socket || !useful || isAlternative(probe) || attach(probe, "")) {
            return;
        }
        probe.alternative().ifPresent(other -> instead(other, skipped.getOrDefault(probe, "")));
    }

    private void instead(Probe probe, String note) {
        Hook attached = hooks.get(probe);
        if (attached == null) {
            attach(probe, note);
        } else {
            hooks.put(probe, new Hook(attached.id(), attached.name(), attached.attachedAs(), note));
        }
    }

    /** Whether the handling of every socket's timer is seen, wherever it begins and ends. */
    boolean seeTimers() {
        return (hooks.containsKey(Probe.TCP_WRITE_TIMER_HANDLER_ENTRY)
                        || hooks.containsKey(Probe.TIMER_EXPIRE_ENTRY))
                && (hooks.containsKey(Probe.TCP_WRITE_TIMER_HANDLER_EXIT)
                        || hooks.containsKey(Probe.TIMER_EXPIRE_EXIT));
    }

    /** Whether it is the handler's own function that is seen, not the kernel's timers. */
    boolean seeTimersByFunction() {
        return hooks.containsKey(Probe.TCP_WRITE_TIMER_HANDLER_ENTRY);
    }

    /** Whether the state after each acknowledgment is seen. */
    boolean seeAcks() {
        return hooks.containsKey(Probe.TCP_ACK_EXIT);
    }

    private static boolean isAlternative(Probe probe) {
        for (Probe other : Probe.values()) {
            if (other.alternative().filter(probe::equals).isPresent()) {
                return !probe.completes();
            }
        }
        return false;
    }

    private boolean attach(Probe probe, String note) {
        BpfProgram program = programs.program(probe).orElse(null);
        if (program == null) {
            return false;
        }
        try {
            add(probe, program.attach(), note);
            return true;
        } catch (BpfException e) {
            skipped.put(probe, probe.program() + " cannot be attached: " + e.reason());
            return false;
        }
    }

    private void packetProbe(Probe probe, Device device) {
        String name = device.device().name();
        BpfProgram program =
                programs.program(probe)
                        .orElseThrow(() ->
                                new RecordException(
                                        "record "
                                                + name
                                                + ": "
                                                + skipped.getOrDefault(
                                                        probe, "no " + probe.program())));
        int ifindex = device.device().index();
        try {
            if (probe.kind() == Probe.Kind.XDP) {
                add(probe, program.attachXdp(ifindex), "");
                return;
            }
            boolean in = probe == Probe.PACKET_INGRESS || probe == Probe.PACKET_INGRESS_RAW;
            Direction direction = in ? Direction.INGRESS : Direction.EGRESS;
            if (clsact) {
                add(
                        probe,
                        inside(device.netns(), program.attachClsact(ifindex, direction)),
                        new UnsupportedKernelException(probe.place(), probe.since()).getMessage());
            } else {
                add(probe, program.attachTcx(ifindex, direction), "");
            }
        } catch (BpfException e) {
            throw new RecordException("record " + name + ": " + e.getMessage(), e);
        }
    }

    /** A tc filter is taken away in the namespace of its interface. */
    private static BpfLink inside(Namespace netns, BpfLink link) {
        return link.closedBy(close ->
                netns.in(() -> {
                    close.run();
                    return null;
                }));
    }

    private void add(Probe probe, BpfLink link, String note) {
        links.push(link);
        hooks.put(probe, new Hook(probe.hook(), probe.program(), link.place(), note));
    }

    /**
     * What is attached, in order of the ids, the iterator if it can run, and what the programs tell
     * beside their own events.
     */
    synchronized List<Hook> hooks() {
        List<Hook> all = new ArrayList<>(hooks.values());
        programs.program(Probe.ITER_TCP)
                .ifPresent(iterator ->
                        all.add(
                                new Hook(
                                        Probe.ITER_TCP.hook(),
                                        iterator.name(),
                                        iterator.section(),
                                        "")));
        all.add(new Hook(Probe.SOCKET.hook(), Probe.SOCKET.program(), IN_OTHERS, ""));
        return all;
    }

    /** What is not, although it was wanted, with one sentence each. */
    Map<Probe, String> skipped() {
        return skipped;
    }

    /** Takes everything away; goes on where one cannot be taken, and tells the first failure. */
    @Override
    public synchronized void close() {
        closed = true;
        RuntimeException failure = null;
        while (!links.isEmpty()) {
            try {
                links.pop().close();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
