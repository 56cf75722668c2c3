package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.Btf;
import io.tcbee.libbpf.LibbpfVersion;
import io.tcbee.record.Finding.Level;
import io.tcbee.record.filter.Filter;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this machine has and lacks for recording.
 *
 * <p>Where it may, it finds out by doing: every program is loaded, and attached for a moment, to
 * {@code lo} those about packets, with a filter that no connection passes.
 */
public final class Doctor {
    private final List<Finding> findings = new ArrayList<>();

    private Doctor() {}

    /**
     * All findings: the machine's first, then one per group of programs, then what killed
     * recordings left at the interfaces, which is removed.
     */
    public static List<Finding> examine() {
        Doctor doctor = new Doctor();
        boolean possible = doctor.machine();
        if (possible) {
            doctor.hooks();
            doctor.removeLeftovers();
        }
        return doctor.findings;
    }

    /**
     * Removes what killed recordings left at the interfaces: a finding for each.
     *
     * @throws RecordException if this process may not
     */
    public static List<Finding> leftovers() {
        Doctor doctor = new Doctor();
        doctor.removeLeftovers();
        return doctor.findings;
    }

    /**
     * One finding per program of the recorder, brought into this kernel by itself and attached for
     * a moment, those about packets to {@code lo}: the place that it had, or {@code refused} and
     * why.
     *
     * @throws BpfException if no program can be tried
     */
    public static List<Finding> programs() {
        return ProgramTrials.run();
    }

    private boolean machine() {
        boolean kernel = kernel();
        boolean btf = btf();
        boolean rights = rights();
        boolean library = library();
        lockdown();
        return kernel && btf && rights && library;
    }

    private boolean kernel() {
        String release = Machine.release();
        boolean good = Machine.isAtLeast(release, Machine.OLDEST);
        return add(good, "kernel", "Linux " + release, "Linux >= " + Machine.OLDEST + " is needed");
    }

    private boolean btf() {
        boolean good = Machine.hasBtf();
        return add(
                good,
                "BTF",
                good ? Machine.BTF.toString() : "no " + Machine.BTF,
                "a kernel with CONFIG_DEBUG_INFO_BTF=y is needed");
    }

    private boolean rights() {
        Optional<String> lacking = Rights.lacking();
        return add(
                lacking.isEmpty(),
                "rights",
                lacking.orElse("BPF programs may be loaded"),
                "record as root: sudo tcbee record ...");
    }

    private boolean library() {
        try {
            return add(true, "libbpf", LibbpfVersion.installed(), "");
        } catch (BpfException e) {
            return add(false, "libbpf", "libbpf.so.1 is missing", "apt-get install libbpf1");
        }
    }

    private void lockdown() {
        String state = Machine.lockdown();
        if (!state.isEmpty()) {
            boolean good = !Machine.confidential();
            findings.add(
                    new Finding(
                            good ? Level.GOOD : Level.LIMITED,
                            "lockdown",
                            state,
                            good
                                    ? ""
                                    : "some programs are refused under lockdown=confidentiality"));
        }
    }

    private boolean add(boolean good, String subject, String state, String advice) {
        Level level = good ? Level.GOOD : Level.PREVENTS;
        findings.add(new Finding(level, subject, state, good ? "" : advice));
        return good;
    }

    private void hooks() {
        try (Btf btf = Btf.ofKernel()) {
            boolean clsact = !btf.hasFunction("tcx_link_attach");
            Config config = Config.of(btf, ProgramTrials.NO_NETNS, clsact, 0);
            Set<Probe> all = EnumSet.allOf(Probe.class);
            try (Programs programs = Programs.load(all, config, Filter.NONE, btf)) {
                attach(programs, clsact);
            }
        } catch (BpfException e) {
            findings.add(new Finding(Level.PREVENTS, "programs", e.getMessage(), ""));
        }
    }

    private void attach(Programs programs, boolean clsact) {
        Map<Group, Long> costs = CostTrial.run();
        try (Namespace here = Namespace.current();
                Attachments attachments =
                        Attachments.make(
                                programs,
                                List.of(Device.named("lo", here)),
                                IngressHook.TCX,
                                clsact)) {
            Services services = new Services(attachments.hooks(), attachments.skipped());
            for (Service service : services.of(EnumSet.allOf(Group.class))) {
                findings.add(
                        service.group() == Group.HEADERS
                                ? headers(service, programs, cost(costs, service.group()))
                                : finding(
                                        service, service.places() + cost(costs, service.group())));
            }
        } catch (RecordException e) {
            findings.add(new Finding(Level.LIMITED, "headers", e.getMessage(), ""));
        }
    }

    private static String cost(Map<Group, Long> costs, Group group) {
        Long ns = costs.get(group);
        return ns == null ? "" : "; at most " + ns + " ns a run here";
    }

    /** Only one of them has a place at lo; the others are loaded, which is the verifier's word. */
    private static Finding headers(Service service, Programs programs, String cost) {
        List<String> loaded = new ArrayList<>();
        for (Probe probe : Probe.values()) {
            boolean attached = service.hooks().stream().anyMatch(hook -> hook.id() == probe.hook());
            if (probe.group() == Group.HEADERS
                    && !attached
                    && programs.program(probe).isPresent()) {
                loaded.add(probe.program());
            }
        }
        return finding(service, service.places() + "; loads: " + String.join(", ", loaded) + cost);
    }

    private static Finding finding(Service service, String state) {
        boolean whole = service.missing().isEmpty();
        return new Finding(
                whole ? Level.GOOD : Level.LIMITED,
                service.group().text(),
                state.isEmpty() ? "not recorded" : state,
                String.join("; ", service.reasons()));
    }

    private void removeLeftovers() {
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                for (String sentence :
                        Neighbours.removeLeftovers(each.getName(), each.getIndex())) {
                    findings.add(new Finding(Level.GOOD, each.getName(), sentence, ""));
                }
            }
        } catch (SocketException e) {
            findings.add(new Finding(Level.LIMITED, "interfaces", e.getMessage(), ""));
        }
    }
}
