package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One {@code .bpf.o}: opened, configured, loaded, closed. One thread at a time.
 *
 * <p>An object whose load failed cannot be loaded again: open a new one. Closing unloads the
 * programs and frees the maps; links and rings made from it are closed before.
 */
public final class BpfObject implements AutoCloseable {
    private static final int BTF_KIND_DATASEC = 15;

    /** {@code sizeof(struct btf_type)}, then {@code struct btf_var_secinfo} of 12 bytes each. */
    private static final int BTF_TYPE_BYTES = 12;

    private final String name;
    private final MemorySegment object;
    private final List<BpfProgram> programs;

    private BpfObject(String name, MemorySegment object) {
        this.name = name;
        this.object = object;
        this.programs = findPrograms(object);
    }

    /**
     * Parses an object file; nothing reaches the kernel yet.
     *
     * @param name for messages and for bpftool
     * @param elf the file's bytes
     */
    public static BpfObject open(String name, byte[] elf) {
        return open(name, elf, Optional.empty());
    }

    /**
     * The same.
     *
     * @param btf a file with the types of another kernel, which the programs' accesses are to be
     *     fitted to instead of the running one's; for {@link Relocations} only
     */
    static BpfObject open(String name, byte[] elf, Optional<Path> btf) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(elf.length, 16);
            bytes.copyFrom(MemorySegment.ofArray(elf));
            return new BpfObject(
                    name, Libbpf.objectOpenMem(name, bytes, btf)); // keeps no pointer to it
        }
    }

    /** In the order of the file. */
    public List<BpfProgram> programs() {
        return programs;
    }

    /**
     * @throws IllegalArgumentException if there is none of that name
     */
    public BpfProgram program(String wanted) {
        for (BpfProgram program : programs) {
            if (program.name().equals(wanted)) {
                return program;
            }
        }
        throw new IllegalArgumentException("no such program: name=" + wanted);
    }

    /** The map of that name; usable for lookups once the object is loaded. */
    public BpfMap map(String wanted) {
        return BpfMap.of(wanted, Libbpf.objectFindMapByName(object, wanted));
    }

    /** All read-only globals, as C lays them out; writable until {@link #load}. */
    MemorySegment rodata() {
        return Libbpf.mapInitialValue(Libbpf.objectFindMapByName(object, ".rodata"));
    }

    /**
     * The bytes of one read-only global, {@code const volatile} in C; writable until {@link #load}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public MemorySegment rodata(String variable) {
        MemorySegment btf = Libbpf.objectBtf(object);
        int section = Libbpf.btfFindByNameKind(btf, ".rodata", BTF_KIND_DATASEC);
        if (section < 0) {
            throw new IllegalArgumentException("no read-only globals: variable=" + variable);
        }
        int count = Libbpf.btfTypeById(btf, section, 0).get(JAVA_INT, 4) & 0xffff;
        MemorySegment variables = Libbpf.btfTypeById(btf, section, 12L * count);
        for (int i = 0; i < count; i++) {
            long at = BTF_TYPE_BYTES + 12L * i; // u32 type, u32 offset, u32 size
            MemorySegment type = Libbpf.btfTypeById(btf, variables.get(JAVA_INT, at), 0);
            if (Libbpf.btfNameByOffset(btf, type.get(JAVA_INT, 0)).equals(variable)) {
                return rodata().asSlice(
                                variables.get(JAVA_INT, at + 4), variables.get(JAVA_INT, at + 8));
            }
        }
        throw new IllegalArgumentException("no such read-only global: variable=" + variable);
    }

    /**
     * Brings maps and all programs with autoload into the kernel, or none.
     *
     * @throws BpfException with the verifier's log; {@link BpfException#program} names the program
     *     that failed, where one did
     */
    public void load() {
        try {
            Libbpf.objectLoad(name, object);
        } catch (BpfException e) {
            throw e.program().isEmpty() ? e : of(e);
        }
    }

    private static BpfException of(BpfException e) {
        return BpfException.of("load program " + e.program(), e.errno(), e.log());
    }

    @Override
    public void close() {
        Libbpf.objectClose(object);
    }

    private static List<BpfProgram> findPrograms(MemorySegment object) {
        List<BpfProgram> found = new ArrayList<>();
        MemorySegment at = Libbpf.objectNextProgram(object, MemorySegment.NULL);
        while (at.address() != 0) {
            found.add(new BpfProgram(at));
            at = Libbpf.objectNextProgram(object, at);
        }
        return List.copyOf(found);
    }
}
