package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.NetDevice;
import io.tcbee.trace.Interface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An interface that is to be recorded, where it is, and what its packets begin with. */
record Device(NetDevice device, Link link, Namespace netns) {
    /** What a packet begins with where the hooks see it. */
    enum Link {
        ETHERNET,
        LOOPBACK,
        RAW;

        /** As a trace says it. */
        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * The interface of that name in a network namespace.
     *
     * @throws RecordException if there is none, or its packets cannot be read
     */
    static Device named(String name, Namespace netns) {
        return netns.in(() -> find(name, netns));
    }

    private static Device find(String name, Namespace netns) {
        NetDevice device;
        try {
            device = NetDevice.named(name);
        } catch (BpfException e) {
            if (e.errno() == BpfException.ENODEV) {
                throw new RecordException(
                        "record " + name + ": no such interface; there are " + all(), e);
            }
            throw e;
        }
        return new Device(device, link(device), netns);
    }

    private static Link link(NetDevice device) {
        return switch (device.type()) {
            case NetDevice.ARPHRD_ETHER -> Link.ETHERNET;
            case NetDevice.ARPHRD_LOOPBACK -> Link.LOOPBACK;
            case NetDevice.ARPHRD_NONE,
                    NetDevice.ARPHRD_RAWIP,
                    NetDevice.ARPHRD_TUNNEL,
                    NetDevice.ARPHRD_TUNNEL6,
                    NetDevice.ARPHRD_SIT ->
                    Link.RAW;
            default ->
                    throw new RecordException(
                            "record "
                                    + device.name()
                                    + ": interfaces of link type "
                                    + device.type()
                                    + " are not supported");
        };
    }

    private static String all() {
        return String.join(", ", names());
    }

    /** All interfaces of the calling thread's network namespace (proc_net(5), dev). */
    static List<String> names() {
        try {
            return Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
                    .skip(2)
                    .map(line -> line.substring(0, line.indexOf(':')).strip())
                    .toList();
        } catch (IOException e) {
            throw new RecordException("find the interfaces: " + e.getMessage(), e);
        }
    }

    Interface row() {
        return new Interface(
                device.index(), device.name(), netns.inode(), link.text(), device.mtu());
    }

    /** The programs that the packets of any device may need. */
    static Set<Probe> allProbes(IngressHook ingress) {
        Set<Probe> all = EnumSet.of(Probe.PACKET_EGRESS, Probe.PACKET_INGRESS_RAW);
        all.add(Probe.PACKET_EGRESS_RAW);
        all.add(ingress == IngressHook.XDP ? Probe.PACKET_XDP : Probe.PACKET_INGRESS);
        return all;
    }

    /** The programs that its packets need; on loopback each packet passes egress once. */
    List<Probe> probes(IngressHook ingress) {
        return switch (link) {
            case LOOPBACK -> List.of(Probe.PACKET_EGRESS);
            case RAW -> List.of(Probe.PACKET_INGRESS_RAW, Probe.PACKET_EGRESS_RAW);
            case ETHERNET ->
                    List.of(
                            ingress == IngressHook.XDP ? Probe.PACKET_XDP : Probe.PACKET_INGRESS,
                            Probe.PACKET_EGRESS);
        };
    }
}
