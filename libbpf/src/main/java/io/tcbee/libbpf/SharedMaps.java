package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Lets an object work on the maps of another process: for tests and measurements. Needs root. */
public final class SharedMaps {
    // struct bpf_map_info (include/uapi/linux/bpf.h)
    private static final long INFO_BYTES = 88;
    private static final long VALUE_SIZE = 12;
    private static final long NAME = 24;

    private static final String MAP_ID = "map_id:";
    private static final String RODATA = ".rodata";

    private static final Native GET_FD_BY_ID = Libbpf.function("bpf_map_get_fd_by_id");
    private static final Native REUSE_FD = Libbpf.function("bpf_map__reuse_fd");

    private SharedMaps() {}

    /**
     * Gives an object that is not loaded yet, in place of its own, each map of that name that
     * process {@code pid} holds; read-only globals stay its own.
     *
     * @return names of the maps that are shared now
     */
    public static List<String> share(BpfObject object, long pid) {
        List<String> shared = new ArrayList<>();
        for (int id : idsOf(pid)) {
            int fd = fdOf(id);
            try {
                String name = nameOf(fd);
                Optional<BpfMap> own = mapOf(object, name);
                if (own.isPresent() && !name.contains(".")) {
                    reuse(own.get(), fd);
                    shared.add(name);
                }
            } finally {
                Libc.close(fd);
            }
        }
        return shared;
    }

    private static Optional<BpfMap> mapOf(BpfObject object, String name) {
        try {
            return Optional.of(object.map(name));
        } catch (BpfException _) {
            return Optional.empty();
        }
    }

    /**
     * The maps that a process has open, as the kernel tells it (Documentation/filesystems/proc).
     */
    private static Set<Integer> idsOf(long pid) {
        Set<Integer> ids = new TreeSet<>();
        Path folder = Path.of("/proc/" + pid + "/fdinfo");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                addIds(file, ids);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read " + folder + ": " + e.getMessage(), e);
        }
        return ids;
    }

    private static void addIds(Path file, Set<Integer> ids) throws IOException {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(MAP_ID)) {
                    ids.add(Integer.valueOf(line.substring(MAP_ID.length()).strip()));
                }
            }
        } catch (NoSuchFileException _) {
            // closed meanwhile
        }
    }

    /**
     * Gives an object that is not loaded yet the values of the read-only globals that process
     * {@code pid} has loaded. Both must have the same ones in the same order.
     *
     * @throws IllegalArgumentException if they are not as long as each other
     */
    public static void copyGlobals(BpfObject object, long pid) {
        for (int id : idsOf(pid)) {
            int fd = fdOf(id);
            try {
                String name = nameOf(fd);
                if (name.endsWith(RODATA)) {
                    MemorySegment theirs = MemorySegment.ofArray(valueOf(name, fd));
                    MemorySegment own = object.rodata();
                    if (own.byteSize() != theirs.byteSize()) {
                        throw new IllegalArgumentException(
                                "other globals: bytes="
                                        + own.byteSize()
                                        + ", theirs="
                                        + theirs.byteSize());
                    }
                    own.copyFrom(theirs);
                }
            } finally {
                Libc.close(fd);
            }
        }
    }

    private static byte[] valueOf(String name, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            Libbpf.objGetInfoByFd(fd, info);
            MemorySegment value = arena.allocate(info.get(JAVA_INT, VALUE_SIZE), 8);
            Libbpf.mapLookupElem(name, fd, arena.allocateFrom(JAVA_INT, 0), value);
            return value.toArray(JAVA_BYTE);
        }
    }

    /** {@code int bpf_map_get_fd_by_id(__u32 id)} */
    private static int fdOf(int id) {
        return Libbpf.check("open map " + id, (int) GET_FD_BY_ID.call(id));
    }

    private static String nameOf(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            Libbpf.objGetInfoByFd(fd, info);
            return info.getString(NAME);
        }
    }

    /** {@code int bpf_map__reuse_fd(struct bpf_map *map, int fd)}: it keeps a copy of {@code fd} */
    private static void reuse(BpfMap map, int fd) {
        Libbpf.check("share map " + map.name(), (int) REUSE_FD.call(map.pointer().address(), fd));
    }
}
