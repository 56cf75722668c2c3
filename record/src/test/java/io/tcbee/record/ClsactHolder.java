package io.tcbee.record;

import io.tcbee.libbpf.Btf;
import io.tcbee.libbpf.NetDevice;
import io.tcbee.record.filter.Filter;
import java.util.EnumSet;
import java.util.List;

/** Holds the programs about packets at clsact of an interface until it is killed, or told. */
final class ClsactHolder {
    private ClsactHolder() {}

    /** The interface's name is the argument; prints READY; a line of input ends it. */
    public static void main(String[] arguments) throws Exception {
        Device device =
                new Device(
                        NetDevice.named(arguments[0]), Device.Link.ETHERNET, Namespace.current());
        try (Btf btf = Btf.ofKernel();
                Programs programs =
                        Programs.load(
                                EnumSet.of(Probe.PACKET_INGRESS, Probe.PACKET_EGRESS),
                                Config.of(btf, Machine.netns(), true, 0),
                                Filter.NONE,
                                btf);
                Attachments _ =
                        Attachments.make(programs, List.of(device), IngressHook.TCX, true)) {
            System.out.println("READY");
            int _ = System.in.read();
        }
    }
}
