package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.Btf;
import io.tcbee.libbpf.LibbpfVersion;
import io.tcbee.record.Finding.Level;
import io.tcbee.record.filter.Filter;
import io.tcbee.trace.Hook;
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
    /** No network namespace has this inode number. */
    private static final long NO_NETNS = 0xffff_ffffL;

    private final List<Finding> findings = new ArrayList<>();

    private Doctor() {}

    /** All findings: the machine's first, then one per program in the kernel. */
    public static List<Finding> examine() {
        Doctor doctor = new Doctor();
        boolean possible = doctor.machine();
        if (possible) {
            doctor.hooks();
        }
        return doctor.findings;
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
        boolean good = Machine.maySeeAll();
        return add(
                good,
                "rights",
                good ? "BPF programs may be loaded" : "BPF programs may not be loaded",
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
            boolean good = !state.equals("confidentiality");
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
            Config config = Config.of(btf, NO_NETNS, 0, clsact, 0);
            Set<Probe> all = EnumSet.allOf(Probe.class);
            try (Programs programs = Programs.load(all, config, Filter.NONE, btf)) {
                attach(programs, clsact);
            }
        } catch (BpfException e) {
            findings.add(new Finding(Level.PREVENTS, "programs", e.getMessage(), ""));
        }
    }

    private void attach(Programs programs, boolean clsact) {
        try (Namespace here = Namespace.current();
                Attachments attachments =
                        Attachments.make(
                                programs,
                                List.of(Device.named("lo", here)),
                                IngressHook.TCX,
                                clsact)) {
            List<Hook> hooks = attachments.hooks();
            for (Probe probe : Probe.values()) {
                if (probe.kind() != Probe.Kind.PART) {
                    findings.add(finding(probe, programs, hooks, attachments.skipped()));
                }
            }
        } catch (RecordException e) {
            findings.add(new Finding(Level.LIMITED, "packets", e.getMessage(), ""));
        }
    }

    private static Finding finding(
            Probe probe, Programs programs, List<Hook> hooks, Map<Probe, String> skipped) {
        Optional<Hook> hook = hook(probe, hooks);
        if (hook.isPresent()) {
            String note = hook.get().note();
            String place = hook.get().attachedAs();
            return good(probe, note.isEmpty() ? place : place + ", because " + note);
        }
        Optional<Hook> other = probe.alternative().flatMap(served -> hook(served, hooks));
        if (other.isPresent()) {
            return good(probe, "not available, " + other.get().attachedAs() + " serves instead");
        }
        Optional<Probe> better = better(probe).filter(found -> hook(found, hooks).isPresent());
        if (better.isPresent()) {
            return good(probe, "not needed, " + better.get().program() + " is available");
        }
        if (programs.program(probe).isPresent() && !skipped.containsKey(probe)) {
            return good(probe, "available");
        }
        return new Finding(
                Level.LIMITED,
                probe.program(),
                skipped.getOrDefault(probe, "not in this build"),
                "");
    }

    private static Finding good(Probe probe, String state) {
        return new Finding(Level.GOOD, probe.program(), state, "");
    }

    private static Optional<Hook> hook(Probe probe, List<Hook> hooks) {
        return hooks.stream().filter(hook -> hook.id() == probe.hook()).findFirst();
    }

    /** The one that has {@code probe} as its alternative. */
    private static Optional<Probe> better(Probe probe) {
        for (Probe other : Probe.values()) {
            if (other.alternative().filter(probe::equals).isPresent()) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }
}
