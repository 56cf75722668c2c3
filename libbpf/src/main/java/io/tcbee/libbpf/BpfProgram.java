package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;

/** One program of a {@link BpfObject}; lives as long as that. */
public final class BpfProgram {
    /** A packet's way through an interface. */
    public enum Direction {
        INGRESS,
        EGRESS
    }

    // enum bpf_attach_type (include/uapi/linux/bpf.h); libbpf passes those it does not know on
    private static final int BPF_XDP = 37;
    private static final int BPF_TCX_INGRESS = 46;
    private static final int BPF_TCX_EGRESS = 47;

    /** {@code XDP_FLAGS_SKB_MODE} (linux/if_link.h). */
    private static final int XDP_GENERIC = 2;

    /** {@code BPF_OBJ_NAME_LEN}: what the kernel keeps of a program's name, with its zero byte. */
    static final int NAME_BYTES = 16;

    // struct bpf_prog_info (include/uapi/linux/bpf.h)
    private static final long INFO_BYTES = 232;
    private static final long INFO_NAME = 64;
    private static final long RUN_TIME_NS = 192;
    private static final long RUN_CNT = 200;
    private static final long RECURSION_MISSES = 208;

    private final MemorySegment program;
    private final String name;
    private final String section;

    BpfProgram(MemorySegment program) {
        this.program = program;
        this.name = Libbpf.programName(program);
        this.section = Libbpf.programSectionName(program);
    }

    /** The C function's name. */
    public String name() {
        return name;
    }

    /** The name in {@code SEC()}, e.g. {@code tp_btf/tcp_probe}. */
    public String section() {
        return section;
    }

    /** Whether {@link BpfObject#load} loads it; all are loaded unless told otherwise. */
    public void autoload(boolean load) {
        Libbpf.programSetAutoload(program, load);
    }

    /** Attaches to what its section names: {@code tp_btf/}, {@code fentry/}, {@code fexit/}. */
    public BpfLink attach() {
        MemorySegment link = Libbpf.programAttach(name, program);
        return new BpfLink(section, () -> Libbpf.linkDestroy(link));
    }

    /**
     * Attaches to an interface's TCX (Linux 6.6).
     *
     * @param ifindex in the calling thread's network namespace
     */
    public BpfLink attachTcx(int ifindex, Direction direction) {
        boolean in = direction == Direction.INGRESS;
        return link(in ? "tcx/ingress" : "tcx/egress", ifindex, tcx(direction), 0);
    }

    /** Attaches to an interface's XDP: in its driver where that can do it, else generic. */
    public BpfLink attachXdp(int ifindex) {
        try {
            return link("xdp", ifindex, BPF_XDP, 0);
        } catch (BpfException e) {
            return link("xdp generic", ifindex, BPF_XDP, XDP_GENERIC);
        }
    }

    /**
     * Attaches to an interface's clsact qdisc, for kernels without TCX.
     *
     * <p>Unlike the other links it outlives a killed process: {@link #removeLeftovers}.
     */
    public BpfLink attachClsact(int ifindex, Direction direction) {
        return TcFilter.attach(name, Libbpf.programFd(program), id(), ifindex, direction);
    }

    /**
     * Removes the clsact filters of processes that were killed: those that have one of our handles
     * and the name of a program of ours, and whose process is gone.
     *
     * @param ifindex in the calling thread's network namespace
     * @param programs names of ours
     * @return what was removed
     */
    public static List<AttachedProgram> removeLeftovers(int ifindex, Set<String> programs) {
        return TcFilter.removeLeftovers(ifindex, programs);
    }

    /**
     * Runs an iterator program once over everything that the calling thread's namespaces show.
     *
     * @return bytes that the program wrote with {@code bpf_seq_write}
     */
    public long iterate() {
        MemorySegment link = Libbpf.programAttach(name, program);
        try (Arena arena = Arena.ofConfined()) {
            int fd = Libbpf.iterCreate(name, Libbpf.linkFd(link));
            try {
                return readToEnd(fd, arena.allocate(64 << 10));
            } finally {
                Libc.close(fd);
            }
        } finally {
            Libbpf.linkDestroy(link);
        }
    }

    /** Runs that the kernel skipped because a program was running already; 0 before Linux 5.12. */
    public long recursionMisses() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            Libbpf.objGetInfoByFd(Libbpf.programFd(program), info);
            return info.get(JAVA_LONG, RECURSION_MISSES);
        }
    }

    /** What it took so far; grows while {@link RunStats} are on. */
    public RunTime runTime() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            Libbpf.objGetInfoByFd(Libbpf.programFd(program), info);
            return new RunTime(info.get(JAVA_LONG, RUN_CNT), info.get(JAVA_LONG, RUN_TIME_NS));
        }
    }

    /** The kernel's number of this program, as {@code bpftool prog} shows it. */
    public int id() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            Libbpf.objGetInfoByFd(Libbpf.programFd(program), info);
            return info.get(JAVA_INT, 4);
        }
    }

    /** The name of any program in the kernel; empty if it is gone, or this process may not ask. */
    static String nameOf(int id) {
        int fd = Libbpf.progGetFdById(id);
        if (fd < 0) {
            return "";
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            Libbpf.objGetInfoByFd(fd, info);
            return info.getString(INFO_NAME);
        } finally {
            Libc.close(fd);
        }
    }

    int fd() {
        return Libbpf.programFd(program);
    }

    private BpfLink link(String place, int ifindex, int attachType, int flags) {
        String attempt = "attach " + name + " to " + place;
        int fd = Libbpf.linkCreate(attempt, Libbpf.programFd(program), ifindex, attachType, flags);
        return new BpfLink(place, () -> Libc.close(fd));
    }

    static int tcx(Direction direction) {
        return direction == Direction.INGRESS ? BPF_TCX_INGRESS : BPF_TCX_EGRESS;
    }

    private long readToEnd(int fd, MemorySegment buffer) {
        long total = 0;
        while (true) {
            long bytes = Libc.read(fd, buffer, buffer.byteSize());
            if (bytes == 0) {
                return total;
            }
            if (bytes < 0 && bytes != -Libc.EAGAIN && bytes != -Libc.EINTR) {
                throw BpfException.of("iterate " + name, (int) -bytes, "");
            }
            total += Math.max(0, bytes);
        }
    }
}
