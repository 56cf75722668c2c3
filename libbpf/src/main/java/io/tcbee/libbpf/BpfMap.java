package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One map: of a {@link BpfObject} and living as long as that, or made by {@link #create} and living
 * until it is closed here and let go by the kernel.
 */
public final class BpfMap implements AutoCloseable {
    /** {@code BPF_MAP_TYPE_RINGBUF}: maxEntries is its bytes, a power of two of whole pages. */
    public static final int RINGBUF = 27;

    /** {@code BPF_MAP_TYPE_PERCPU_ARRAY}. */
    public static final int PERCPU_ARRAY = 6;

    private final String name;
    private final MemorySegment map;
    private final int ownFd;
    private final int ownEntries;

    private BpfMap(String name, MemorySegment map, int ownFd, int ownEntries) {
        this.name = name;
        this.map = map;
        this.ownFd = ownFd;
        this.ownEntries = ownEntries;
    }

    static BpfMap of(String name, MemorySegment map) {
        return new BpfMap(name, map, -1, 0);
    }

    /** Makes a map that no object file declares. The caller closes it. */
    public static BpfMap create(
            int type, String name, int keyBytes, int valueBytes, int maxEntries) {
        int fd = Libbpf.mapCreate(type, name, keyBytes, valueBytes, maxEntries);
        return new BpfMap(name, MemorySegment.NULL, fd, maxEntries);
    }

    public String name() {
        return name;
    }

    /** Elements; of a ring buffer its bytes. */
    public int maxEntries() {
        return ownFd >= 0 ? ownEntries : Libbpf.mapMaxEntries(map);
    }

    /** Sets the number of elements; only before the object is loaded. */
    public void maxEntries(int entries) {
        Libbpf.mapSetMaxEntries(map, entries);
    }

    /** Bytes of one value. */
    public int valueBytes() {
        return Libbpf.mapValueSize(map);
    }

    /** Bytes from one CPU's value to the next in what {@link #lookup} gives of a per-CPU map. */
    public int perCpuStride() {
        return (valueBytes() + 7) & ~7;
    }

    /**
     * Copies the value of {@code key} into {@code value}.
     *
     * @param value of a per-CPU map: {@link #perCpuStride} times {@link Cpus#possible} bytes
     */
    public void lookup(int key, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            Libbpf.mapLookupElem(name, fd(), arena.allocateFrom(JAVA_INT, key), value);
        }
    }

    /** Copies {@code value} into the map. */
    public void update(int key, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            Libbpf.mapUpdateElem(name, fd(), arena.allocateFrom(JAVA_INT, key), value);
        }
    }

    /**
     * Puts a map into this map of maps.
     *
     * <p>When it returns, every run of a program that began before has ended: the kernel waits for
     * them (maybe_wait_bpf_programs(), kernel/bpf/syscall.c).
     */
    public void update(int key, BpfMap inner) {
        try (Arena arena = Arena.ofConfined()) {
            update(key, arena.allocateFrom(JAVA_INT, inner.fd()));
        }
    }

    MemorySegment pointer() {
        return map;
    }

    int fd() {
        return ownFd >= 0 ? ownFd : Libbpf.mapFd(map);
    }

    /** Closes a map made by {@link #create}; one of an object closes with that. */
    @Override
    public void close() {
        if (ownFd >= 0) {
            Libc.close(ownFd);
        }
    }
}
