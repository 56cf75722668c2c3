package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tcbee.libbpf.BpfProgram.Direction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A filter of the clsact qdisc: how packets were tapped before TCX.
 *
 * <p>It outlives a killed process, so it says whose it was: by its handle, the name of its program,
 * and a {@link Claim} that ends with the process. The handle also tells whether the qdisc came with
 * it. Whoever else has a filter there keeps it, and the qdisc.
 */
final class TcFilter {
    // enum bpf_tc_attach_point (bpf/libbpf.h)
    private static final int BPF_TC_INGRESS = 1;
    private static final int BPF_TC_EGRESS = 2;

    /** The first to be asked; of one priority, the newest filter is asked first (cls_bpf.c). */
    private static final int FIRST = 1;

    /** The kernel chooses: behind those below 32768, before the others. */
    private static final int ANY = 0;

    /** Handles 0x7cbee000 to 0x7cbee00f; with {@link #CREATED} the qdisc came with the filter. */
    private static final int HANDLE = 0x7cbee000;

    private static final int CREATED = 0x100;
    private static final int MOST = 16;

    private TcFilter() {}

    static BpfLink attach(
            String name, int programFd, int programId, int ifindex, Direction direction) {
        boolean in = direction == Direction.INGRESS;
        String place = in ? "clsact/ingress" : "clsact/egress";
        Claim claim = Claim.of(claimed(programId, ifindex));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment hook = hook(arena, ifindex, point(direction));
            boolean created = Libbpf.tcHookCreate(hook);
            MemorySegment options = options(arena, programFd);
            try {
                attach("attach " + name + " to " + place, hook, options, created ? CREATED : 0);
            } catch (BpfException e) {
                removeQdisc(ifindex, created);
                throw e;
            }
            int handle = options.get(JAVA_INT, 20);
            int priority = options.get(JAVA_INT, 24);
            return new BpfLink(
                    place,
                    () -> {
                        try (claim) {
                            detach(ifindex, direction, handle, priority);
                        }
                    });
        } catch (BpfException e) {
            claim.close();
            throw e;
        }
    }

    /** First if it can be: another kind of filter may have that priority. */
    private static void attach(
            String attempt, MemorySegment hook, MemorySegment options, int created) {
        for (int n = 0; n < MOST; n++) {
            try {
                options.set(JAVA_INT, 20, HANDLE | created | n);
                options.set(JAVA_INT, 24, FIRST);
                Libbpf.tcAttach(attempt, hook, options);
                return;
            } catch (BpfException e) {
                if (e.errno() != BpfException.EEXIST) {
                    break;
                }
            }
        }
        options.set(JAVA_INT, 20, HANDLE | created);
        options.set(JAVA_INT, 24, ANY);
        Libbpf.tcAttach(attempt, hook, options);
    }

    /** Removes the filter if it is there still, and the qdisc if that came with it. */
    private static void detach(int ifindex, Direction direction, int handle, int priority) {
        boolean there =
                TcFilterRow.at(ifindex, direction).stream()
                        .anyMatch(row -> row.handle() == handle && row.priority() == priority);
        if (!there) {
            return; // somebody took the qdisc away
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = options(arena, 0);
            options.set(JAVA_INT, 20, handle);
            options.set(JAVA_INT, 24, priority);
            Libbpf.tcDetach(hook(arena, ifindex, point(direction)), options);
        }
        removeQdisc(ifindex, (handle & CREATED) != 0);
    }

    /** Only one that came with our filter, and that nobody else uses meanwhile. */
    private static void removeQdisc(int ifindex, boolean created) {
        boolean used =
                !TcFilterRow.at(ifindex, Direction.INGRESS).isEmpty()
                        || !TcFilterRow.at(ifindex, Direction.EGRESS).isEmpty();
        if (!created || used) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            Libbpf.tcHookDestroy(hook(arena, ifindex, BPF_TC_INGRESS | BPF_TC_EGRESS));
        }
    }

    /**
     * Removes the filters of a process that was killed.
     *
     * @param programs names of ours
     * @return what was removed
     */
    static List<AttachedProgram> removeLeftovers(int ifindex, Set<String> programs) {
        List<AttachedProgram> removed = new ArrayList<>();
        boolean created = false;
        for (Direction direction : Direction.values()) {
            for (TcFilterRow row : TcFilterRow.at(ifindex, direction)) {
                if (isLeftover(row, ifindex, programs)) {
                    detach(ifindex, direction, row.handle(), row.priority());
                    String place = "clsact/" + (direction == Direction.INGRESS ? "in" : "e");
                    removed.add(
                            new AttachedProgram(place + "gress", row.programId(), row.program()));
                    created |= (row.handle() & CREATED) != 0;
                }
            }
        }
        if (created) {
            removeQdisc(ifindex, true);
        }
        return removed;
    }

    private static boolean isLeftover(TcFilterRow row, int ifindex, Set<String> programs) {
        int kept = row.handle() & ~(CREATED | (MOST - 1));
        return kept == HANDLE
                && row.kind().equals("bpf")
                && programs.stream().anyMatch(program -> isNamed(row, program))
                && !Claim.isHeld(claimed(row.programId(), ifindex));
    }

    /** libbpf names a filter {@code program:[id]}, with as much of the name as the kernel keeps. */
    private static boolean isNamed(TcFilterRow row, String program) {
        String kept = program.substring(0, Math.min(program.length(), BpfProgram.NAME_BYTES - 1));
        return row.name().equals(kept + ":[" + row.programId() + "]");
    }

    private static String claimed(int programId, int ifindex) {
        return "tcbee-filter-" + programId + "-" + ifindex;
    }

    private static int point(Direction direction) {
        return direction == Direction.INGRESS ? BPF_TC_INGRESS : BPF_TC_EGRESS;
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
