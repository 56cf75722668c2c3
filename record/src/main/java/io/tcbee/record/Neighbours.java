package io.tcbee.record;

import io.tcbee.libbpf.AttachedProgram;
import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.BpfProgram;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who else is at the interfaces. Programs of others are named and left alone; what a killed
 * recording left is removed.
 */
final class Neighbours {
    private final List<String> sentences = new ArrayList<>();

    private Neighbours() {}

    /**
     * Looks at every device, before anything is attached.
     *
     * @throws RecordException if XDP is wanted and taken
     */
    static Neighbours meet(RecordOptions options, List<Device> devices) {
        Neighbours neighbours = new Neighbours();
        if (options.groups().contains(Group.HEADERS)) {
            for (Device device : devices) {
                device.netns().in(() -> neighbours.meet(options, device));
            }
        }
        return neighbours;
    }

    /** At one device, in its network namespace. */
    private Neighbours meet(RecordOptions options, Device device) {
        String name = device.device().name();
        int ifindex = device.device().index();
        if (device.probes(options.ingressHook()).contains(Probe.PACKET_XDP)) {
            requireFreeXdp(name, ifindex);
        }
        sentences.addAll(removeLeftovers(name, ifindex));
        name(name, ifindex);
        return this;
    }

    private static void requireFreeXdp(String name, int ifindex) {
        for (AttachedProgram other : AttachedProgram.xdp(ifindex)) {
            throw new RecordException(
                    "record "
                            + name
                            + ": its XDP has "
                            + other.text()
                            + " of somebody else, which is left alone; record with --ingress tcx");
        }
    }

    private void name(String name, int ifindex) {
        for (AttachedProgram other : AttachedProgram.at(ifindex)) {
            sentences.add("left alone: " + other.text() + " at " + other.place() + " of " + name);
        }
    }

    /**
     * Removes what a killed recording left at an interface, before Linux 6.6.
     *
     * @return what was removed, one sentence each
     */
    static List<String> removeLeftovers(String name, int ifindex) {
        try {
            return BpfProgram.removeLeftovers(ifindex, packetPrograms()).stream()
                    .map(left ->
                            "removed: "
                                    + left.text()
                                    + " at "
                                    + left.place()
                                    + " of "
                                    + name
                                    + ", left by a killed recording")
                    .toList();
        } catch (BpfException e) {
            throw new RecordException(
                    "remove what a killed recording left at " + name + ": " + e.reason(), e);
        }
    }

    private static Set<String> packetPrograms() {
        return EnumSet.allOf(Probe.class).stream()
                .filter(probe -> probe.kind() == Probe.Kind.TC)
                .map(Probe::program)
                .collect(Collectors.toSet());
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }
}
