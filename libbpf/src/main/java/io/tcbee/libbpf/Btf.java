package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** The running kernel's own description of its types and functions (/sys/kernel/btf/vmlinux). */
public final class Btf implements AutoCloseable {
    // include/uapi/linux/btf.h
    private static final int BTF_KIND_STRUCT = 4;
    private static final int BTF_KIND_ENUM = 6;
    private static final int BTF_KIND_TYPEDEF = 8;
    private static final int BTF_KIND_FUNC = 12;

    /** Bytes of {@code struct btf_enum}: name_off, value. */
    private static final long ENUM = 8;

    // struct btf_type: name_off, info (members in its lower half), size or type
    private static final long INFO = 4;
    private static final long TYPE = 8;
    private static final long TYPE_BYTES = 12;
    private static final long VALUE = 4;
    private static final int MOST_MEMBERS = 0xffff;

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

    /**
     * How many arguments a {@code tp_btf/name} program gets: those of {@code btf_trace_name}, a
     * pointer to a function, without its first, which is the tracer's own.
     *
     * @return 0 if there is no such tracepoint
     */
    public int tracepointArguments(String name) {
        int typedef = Libbpf.btfFindByNameKind(btf, "btf_trace_" + name, BTF_KIND_TYPEDEF);
        if (typedef <= 0) {
            return 0;
        }
        int pointer = Libbpf.btfTypeById(btf, typedef, 0).get(JAVA_INT, TYPE);
        int function = Libbpf.btfTypeById(btf, pointer, 0).get(JAVA_INT, TYPE);
        return (Libbpf.btfTypeById(btf, function, 0).get(JAVA_INT, INFO) & MOST_MEMBERS) - 1;
    }

    /** Whether the kernel has a function of that name that is not inlined everywhere. */
    public boolean hasFunction(String name) {
        return Libbpf.btfFindByNameKind(btf, name, BTF_KIND_FUNC) > 0;
    }

    /**
     * Returns if a program may be called at the end of that function ({@code fexit}); loads one
     * that does nothing, and attaches none.
     *
     * @throws BpfException if the kernel refuses it
     */
    public void traceFunction(String name) {
        int id = Libbpf.btfFindByNameKind(btf, name, BTF_KIND_FUNC);
        Libc.close(Libbpf.progLoadFexit(name, id));
    }

    /** Whether the kernel itself, not a module, has a struct of that name. */
    public boolean hasStruct(String name) {
        return Libbpf.btfFindByNameKind(btf, name, BTF_KIND_STRUCT) > 0;
    }

    /**
     * Names by value of an enum of 32-bit values, in the order of its declaration.
     *
     * @return empty if the kernel has none of that name
     */
    public Map<Long, String> enumNames(String name) {
        int id = Libbpf.btfFindByNameKind(btf, name, BTF_KIND_ENUM);
        if (id <= 0) {
            return Map.of();
        }
        int count = Libbpf.btfTypeById(btf, id, 0).get(JAVA_INT, INFO) & MOST_MEMBERS;
        MemorySegment type = Libbpf.btfTypeById(btf, id, ENUM * count);
        Map<Long, String> names = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            long at = TYPE_BYTES + ENUM * i;
            String constant = Libbpf.btfNameByOffset(btf, type.get(JAVA_INT, at));
            names.putIfAbsent(Integer.toUnsignedLong(type.get(JAVA_INT, at + VALUE)), constant);
        }
        return names;
    }

    @Override
    public void close() {
        Libbpf.btfFree(btf);
    }
}
