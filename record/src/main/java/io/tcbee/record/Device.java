package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.NetDevice;
import io.tcbee.trace.Interface;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Collectors;

/** An interface that is to be recorded, with what its packets begin with. */
record Device(NetDevice device, Link link) {
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
     * The interface of that name in the calling thread's network namespace.
     *
     * @throws RecordException if there is none, or its packets cannot be read
     */
    static Device named(String name) {
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
        return new Device(device, link(device));
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
        try {
            return NetworkInterface.networkInterfaces()
                    .map(NetworkInterface::getName)
                    .collect(Collectors.joining(", "));
        } catch (SocketException e) {
            return "none";
        }
    }

    Interface row(long netns) {
        return new Interface(device.index(), device.name(), netns, link.text(), device.mtu());
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
