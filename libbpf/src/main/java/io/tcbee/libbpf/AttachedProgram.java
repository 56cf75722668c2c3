package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tcbee.libbpf.BpfProgram.Direction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A program, or a filter of another kind, that is attached to an interface, by whomever.
 *
 * @param place {@code xdp}, {@code tcx/ingress}, {@code clsact/egress}, ...
 * @param id the kernel's number of the program; 0 if it is no BPF program
 * @param name of the program, or the kind of the filter; empty if this process may not ask for it
 *     (CAP_SYS_ADMIN)
 */
public record AttachedProgram(String place, int id, String name) {
    private static final int MOST = 64;

    /**
     * All at an interface of the calling thread's network namespace: XDP, TCX and clsact.
     *
     * @throws BpfException if this process may not ask
     */
    public static List<AttachedProgram> at(int ifindex) {
        List<AttachedProgram> all = new ArrayList<>(xdp(ifindex));
        for (Direction direction : Direction.values()) {
            String way = direction == Direction.INGRESS ? "ingress" : "egress";
            for (int id : tcx(ifindex, direction)) {
                all.add(new AttachedProgram("tcx/" + way, id, BpfProgram.nameOf(id)));
            }
            for (TcFilterRow row : TcFilterRow.at(ifindex, direction)) {
                all.add(new AttachedProgram("clsact/" + way, row.programId(), row.program()));
            }
        }
        return all;
    }

    /** The program at an interface's XDP hook: none or one. */
    public static List<AttachedProgram> xdp(int ifindex) {
        int id = Libbpf.xdpQueryId(ifindex);
        return id == 0 ? List.of() : List.of(new AttachedProgram("xdp", id, BpfProgram.nameOf(id)));
    }

    private static List<Integer> tcx(int ifindex, Direction direction) {
        try (Arena arena = Arena.ofConfined()) {
            // struct bpf_prog_query_opts (bpf/bpf.h): size_t sz, u32 query_flags, attach_flags,
            // u32 *prog_ids, u32 prog_cnt
            MemorySegment ids = arena.allocate(4L * MOST, 4);
            MemorySegment options = arena.allocate(40, 8);
            options.set(JAVA_LONG, 0, 32);
            options.set(JAVA_LONG, 16, ids.address());
            options.set(JAVA_INT, 24, MOST);
            if (!Libbpf.progQuery(ifindex, BpfProgram.tcx(direction), options)) {
                return List.of();
            }
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < Math.min(MOST, options.get(JAVA_INT, 24)); i++) {
                found.add(ids.getAtIndex(JAVA_INT, i));
            }
            return found;
        }
    }

    /** {@code program 17 (name)}, or {@code filter flower}. */
    public String text() {
        if (id == 0) {
            return "filter " + name;
        }
        return "program " + id + (name.isEmpty() ? "" : " (" + name + ")");
    }
}
