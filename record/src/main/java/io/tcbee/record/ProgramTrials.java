package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.BpfLink;
import io.tcbee.libbpf.BpfProgram;
import io.tcbee.libbpf.BpfProgram.Direction;
import io.tcbee.libbpf.Btf;
import io.tcbee.libbpf.NetDevice;
import io.tcbee.record.Finding.Level;
import io.tcbee.record.filter.Filter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Each program of {@code bpf/} by itself: brought into this kernel, and attached for a moment.
 *
 * <p>The filter lets no connection pass, so nothing is recorded. Those about packets are attached
 * to {@code lo}.
 */
final class ProgramTrials {
    /** No network namespace has this inode number. */
    static final long NO_NETNS = 0xffff_ffffL;

    private final Btf kernel;
    private final Config config;
    private final boolean clsact;

    private ProgramTrials(Btf kernel) {
        this.kernel = kernel;
        this.clsact = !kernel.hasFunction("tcx_link_attach");
        this.config = Config.of(kernel, NO_NETNS, clsact, 0);
    }

    /** One finding for each program, in the order of the hooks; then those that find owners. */
    static List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        try (Btf kernel = Btf.ofKernel()) {
            ProgramTrials trials = new ProgramTrials(kernel);
            for (Probe probe : Probe.values()) {
                if (probe.kind() != Probe.Kind.PART) {
                    findings.add(trials.run(probe));
                }
            }
            findings.add(trials.owners());
        }
        return findings;
    }

    private Finding run(Probe probe) {
        try (Programs programs = Programs.load(Set.of(probe), config, Filter.NONE, kernel)) {
            String refused = programs.refused().get(probe);
            return refused == null
                    ? good(probe.program(), attach(probe, programs.program(probe).orElseThrow()))
                    : refused(probe.program(), refused);
        } catch (BpfException e) {
            return refused(probe.program(), e.getMessage());
        }
    }

    /** Where it was, for a moment. */
    private String attach(Probe probe, BpfProgram program) {
        if (probe.kind() == Probe.Kind.ITERATOR) {
            program.iterate();
            return program.section();
        }
        try (BpfLink link = link(probe, program)) {
            return link.place();
        }
    }

    private BpfLink link(Probe probe, BpfProgram program) {
        int lo = NetDevice.named("lo").index();
        return switch (probe) {
            case PACKET_XDP -> program.attachXdp(lo);
            case PACKET_INGRESS, PACKET_INGRESS_RAW -> packets(program, lo, Direction.INGRESS);
            case PACKET_EGRESS, PACKET_EGRESS_RAW -> packets(program, lo, Direction.EGRESS);
            default -> program.attach();
        };
    }

    private BpfLink packets(BpfProgram program, int ifindex, Direction direction) {
        return clsact
                ? program.attachClsact(ifindex, direction)
                : program.attachTcx(ifindex, direction);
    }

    /** They belong together: what one notes another reads. */
    private Finding owners() {
        String names = String.join(", ", Owners.PROGRAMS);
        Filter command = Filter.NONE.withCommand(true);
        try (Programs programs =
                        Programs.load(EnumSet.noneOf(Probe.class), config, command, kernel);
                Owners owners = Owners.follow(command, programs)) {
            owners.find();
            owners.refresh();
            return good(
                    names,
                    String.join(
                            ", ",
                            Owners.PROGRAMS.stream()
                                    .map(name -> programs.object().program(name).section())
                                    .toList()));
        } catch (BpfException e) {
            return refused(names, e.getMessage());
        }
    }

    private static Finding good(String program, String place) {
        return new Finding(Level.GOOD, program, place, "");
    }

    private static Finding refused(String program, String reason) {
        return new Finding(Level.LIMITED, program, "refused", reason);
    }
}
