package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tcbee.libbpf.BpfProgram.Direction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A filter of the clsact qdisc: how packets were tapped before TCX. */
final class TcFilter {
    // enum bpf_tc_attach_point (bpf/libbpf.h)
    private static final int BPF_TC_INGRESS = 1;
    private static final int BPF_TC_EGRESS = 2;

    private TcFilter() {}

    static BpfLink attach(String name, int programFd, int ifindex, Direction direction) {
        boolean in = direction == Direction.INGRESS;
        String place = in ? "clsact/ingress" : "clsact/egress";
        int point = in ? BPF_TC_INGRESS : BPF_TC_EGRESS;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment hook = hook(arena, ifindex, point);
            boolean created = Libbpf.tcHookCreate(hook);
            MemorySegment options = options(arena, programFd);
            try {
                Libbpf.tcAttach("attach " + name + " to " + place, hook, options);
            } catch (BpfException e) {
                if (created) {
                    removeQdisc(ifindex);
                }
                throw e;
            }
            int handle = options.get(JAVA_INT, 20);
            int priority = options.get(JAVA_INT, 24);
            return new BpfLink(place, () -> detach(ifindex, point, handle, priority, created));
        }
    }

    /** Removes the filter, and the qdisc if it came with the filter. */
    private static void detach(int ifindex, int point, int handle, int priority, boolean created) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = options(arena, 0);
            options.set(JAVA_INT, 20, handle);
            options.set(JAVA_INT, 24, priority);
            Libbpf.tcDetach(hook(arena, ifindex, point), options);
        }
        if (created) {
            removeQdisc(ifindex);
        }
    }

    private static void removeQdisc(int ifindex) {
        try (Arena arena = Arena.ofConfined()) {
            Libbpf.tcHookDestroy(hook(arena, ifindex, BPF_TC_INGRESS | BPF_TC_EGRESS));
        }
    }

    /** {@code struct bpf_tc_hook}: size_t sz, int ifindex, enum attach_point, u32 parent. */
    private static MemorySegment hook(Arena arena, int ifindex, int point) {
        MemorySegment hook = arena.allocate(24, 8);
        hook.set(JAVA_LONG, 0, hook.byteSize());
        hook.set(JAVA_INT, 8, ifindex);
        hook.set(JAVA_INT, 12, point);
        return hook;
    }

    /** {@code struct bpf_tc_opts}: size_t sz, prog_fd, flags, prog_id, handle, priority. */
    private static MemorySegment options(Arena arena, int programFd) {
        MemorySegment options = arena.allocate(32, 8);
        options.set(JAVA_LONG, 0, options.byteSize());
        options.set(JAVA_INT, 8, programFd);
        return options;
    }
}
