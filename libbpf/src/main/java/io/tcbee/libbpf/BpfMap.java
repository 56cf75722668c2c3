package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * One map: of a {@link BpfObject} and living as long as that, or made by {@link #createArray} and
 * living until it is closed here and let go by the kernel.
 */
public final class BpfMap implements AutoCloseable {
    /** {@code BPF_MAP_TYPE_ARRAY}. */
    private static final int ARRAY = 2;

    /** {@code BPF_F_MMAPABLE}. */
    private static final int MMAPABLE = 1 << 10;

    private final String name;
    private final MemorySegment map;
    private final int ownFd;
    private final int ownEntries;
    private final int ownValueBytes;

    private BpfMap(String name, MemorySegment map, int ownFd, int ownEntries, int ownValueBytes) {
        this.name = name;
        this.map = map;
        this.ownFd = ownFd;
        this.ownEntries = ownEntries;
        this.ownValueBytes = ownValueBytes;
    }

    static BpfMap of(String name, MemorySegment map) {
        return new BpfMap(name, map, -1, 0, 0);
    }

    /**
     * Makes an array of values that {@link #memory} can map and that no object file declares. The
     * caller closes it.
     */
    public static BpfMap createArray(String name, int valueBytes, int maxEntries) {
        int fd = Libbpf.mapCreate(ARRAY, name, Integer.BYTES, valueBytes, maxEntries, MMAPABLE);
        return new BpfMap(name, MemorySegment.NULL, fd, maxEntries, valueBytes);
    }

    /**
     * Says what the maps in this map of maps look like; only before the object is loaded, and
     * {@code example} must stay open until it is.
     */
    public void inner(BpfMap example) {
        Libbpf.mapSetInnerMapFd(map, example.fd());
    }

    public String name() {
        return name;
    }

    /** Elements. */
    public int maxEntries() {
        return ownFd >= 0 ? ownEntries : Libbpf.mapMaxEntries(map);
    }

    /** Sets the number of elements; only before the object is loaded. */
    public void maxEntries(int entries) {
        Libbpf.mapSetMaxEntries(map, entries);
    }

    /** Bytes of one value. */
    public int valueBytes() {
        return ownFd >= 0 ? ownValueBytes : Libbpf.mapValueSize(map);
    }

    /**
     * The values of an array with {@code BPF_F_MMAPABLE}, one after another, each at a multiple of
     * 8 bytes, as the programs read and write them.
     *
     * @param arena closing it unmaps
     */
    public MemorySegment memory(Arena arena) {
        long page = Pages.size();
        long bytes = (long) maxEntries() * ((valueBytes() + 7) & ~7);
        long pages = (bytes + page - 1) / page * page;
        int both = Pages.PROT_READ | Pages.PROT_WRITE;
        return Pages.map(arena, fd(), 0, pages, both).asSlice(0, bytes);
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

    /**
     * Copies all elements of a hash map.
     *
     * @param keys room for {@link #maxEntries} of them, one after another
     * @param values as many
     * @return how many there are
     */
    public int lookupAll(MemorySegment keys, MemorySegment values) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocateFrom(JAVA_INT, maxEntries());
            MemorySegment next = arena.allocate(JAVA_INT);
            int result = Libbpf.mapLookupBatch(fd(), next, keys, values, count);
            if (result < 0 && result != -BpfException.ENOENT) {
                throw BpfException.of("look up all in " + name, -result, "");
            }
            return count.get(JAVA_INT, 0);
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

    /** The keys of a hash map whose keys are of 8 bytes, in no order. */
    public List<Long> longKeys() {
        List<Long> keys = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment next = arena.allocate(JAVA_LONG);
            MemorySegment last = MemorySegment.NULL;
            while (Libbpf.mapGetNextKey(name, fd(), last, next)) {
                keys.add(next.get(JAVA_LONG, 0));
                last = arena.allocateFrom(JAVA_LONG, next.get(JAVA_LONG, 0));
            }
        }
        return keys;
    }

    int fd() {
        return ownFd >= 0 ? ownFd : Libbpf.mapFd(map);
    }

    /** Closes a map made by {@link #createArray}; one of an object closes with that. */
    @Override
    public void close() {
        if (ownFd >= 0) {
            Libc.close(ownFd);
        }
    }
}
