package io.tcbee.libbpf;

import java.lang.foreign.MemorySegment;

/** The running kernel's own description of its types and functions (/sys/kernel/btf/vmlinux). */
public final class Btf implements AutoCloseable {
    // include/uapi/linux/btf.h
    private static final int BTF_KIND_TYPEDEF = 8;
    private static final int BTF_KIND_FUNC = 12;

    private final MemorySegment btf;

    private Btf(MemorySegment btf) {
        this.btf = btf;
    }

    /**
     * @throws BpfException if the kernel was built without CONFIG_DEBUG_INFO_BTF
     */
    public static Btf ofKernel() {
        return new Btf(Libbpf.btfLoadVmlinux());
    }

    /** Whether a {@code tp_btf/name} program can exist: the kernel has that tracepoint. */
    public boolean hasTracepoint(String name) {
        return Libbpf.btfFindByNameKind(btf, "btf_trace_" + name, BTF_KIND_TYPEDEF) > 0;
    }

    /** Whether the kernel has a function of that name that is not inlined everywhere. */
    public boolean hasFunction(String name) {
        return Libbpf.btfFindByNameKind(btf, name, BTF_KIND_FUNC) > 0;
    }

    @Override
    public void close() {
        Libbpf.btfFree(btf);
    }
}
