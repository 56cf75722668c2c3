package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tcbee.libbpf.BpfProgram.Direction;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * One filter of a clsact qdisc, as the kernel tells it (linux/rtnetlink.h, linux/pkt_cls.h).
 *
 * @param kind {@code bpf}, {@code flower}, {@code u32}, ...
 * @param priority the lowest is asked first
 * @param programId 0 if it is not a BPF program
 * @param name that it was given with a BPF program; empty if it has none
 */
record TcFilterRow(
        Direction direction, String kind, int priority, int handle, int programId, String name) {
    private static final int RTM_NEWTFILTER = 44;
    private static final int RTM_GETTFILTER = 46;
    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;
    private static final int TCA_BPF_NAME = 7;
    private static final int TCA_BPF_ID = 11;

    /** TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS or TC_H_MIN_EGRESS) (linux/pkt_sched.h). */
    private static final int INGRESS = 0xfffffff2;

    private static final int EGRESS = 0xfffffff3;

    // struct tcmsg
    private static final int TCMSG_BYTES = 20;
    private static final int IFINDEX = 4;
    private static final int HANDLE = 8;
    private static final int PARENT = 12;
    private static final int INFO = 16;

    /** Those of one direction of an interface, in the order in which they are asked. */
    static List<TcFilterRow> at(int ifindex, Direction direction) {
        byte[] request = new byte[TCMSG_BYTES];
        MemorySegment message = MemorySegment.ofArray(request);
        message.set(Netlink.U32, IFINDEX, ifindex);
        message.set(Netlink.U32, PARENT, direction == Direction.INGRESS ? INGRESS : EGRESS);
        List<TcFilterRow> rows = new ArrayList<>();
        Netlink.dump(
                "list the tc filters",
                RTM_GETTFILTER,
                request,
                (type, reply) -> {
                    if (type == RTM_NEWTFILTER && reply.get(JAVA_INT, HANDLE) != 0) {
                        rows.add(row(direction, reply));
                    }
                });
        return rows;
    }

    private static TcFilterRow row(Direction direction, MemorySegment reply) {
        MemorySegment attributes = reply.asSlice(TCMSG_BYTES);
        MemorySegment options = Netlink.attribute(attributes, TCA_OPTIONS);
        MemorySegment id = Netlink.attribute(options, TCA_BPF_ID);
        return new TcFilterRow(
                direction,
                Netlink.text(Netlink.attribute(attributes, TCA_KIND)),
                Short.toUnsignedInt(reply.get(JAVA_SHORT, INFO + 2)),
                reply.get(JAVA_INT, HANDLE),
                id.byteSize() < 4 ? 0 : id.get(Netlink.U32, 0),
                Netlink.text(Netlink.attribute(options, TCA_BPF_NAME)));
    }

    /** The name of the program, else of the filter, else its kind. */
    String program() {
        String known = programId == 0 ? "" : BpfProgram.nameOf(programId);
        if (!known.isEmpty()) {
            return known;
        }
        return name.isEmpty() ? kind : name;
    }
}
