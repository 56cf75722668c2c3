package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * libbpf.so.1, one method per C function.
 *
 * <p>{@code int} functions return {@code -errno}, pointer functions NULL with errno (libbpf 1.x);
 * both become a {@link BpfException} with what libbpf said. Without the library every method throws
 * one that says which package has it.
 */
final class Libbpf {
    private static final String LIBRARY = "libbpf.so.1";
    private static final Optional<SymbolLookup> LOOKUP = lookup();

    /** {@code sizeof(struct bpf_map_create_opts)}, and the offset of its map_flags. */
    private static final long MAP_CREATE_OPTS = 48;

    private static final long MAP_FLAGS = 28;

    private static final MethodHandle VERSION_STRING =
            bind("libbpf_version_string", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle NUM_POSSIBLE_CPUS =
            bind("libbpf_num_possible_cpus", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle OBJECT_OPEN_MEM =
            bind(
                    "bpf_object__open_mem",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle OBJECT_LOAD =
            bind("bpf_object__load", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle OBJECT_CLOSE =
            bind("bpf_object__close", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle OBJECT_BTF =
            bind("bpf_object__btf", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle OBJECT_NEXT_PROGRAM =
            bind("bpf_object__next_program", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle OBJECT_FIND_MAP_BY_NAME =
            bind("bpf_object__find_map_by_name", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle PROGRAM_NAME =
            bind("bpf_program__name", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle PROGRAM_SECTION_NAME =
            bind("bpf_program__section_name", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle PROGRAM_SET_AUTOLOAD =
            bind(
                    "bpf_program__set_autoload",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_BOOLEAN));
    private static final MethodHandle PROGRAM_FD =
            bind("bpf_program__fd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle PROGRAM_ATTACH =
            bind("bpf_program__attach", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle LINK_FD =
            bind("bpf_link__fd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle LINK_DESTROY =
            bind("bpf_link__destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle LINK_CREATE =
            bind(
                    "bpf_link_create",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle ITER_CREATE =
            bind("bpf_iter_create", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle OBJ_GET_INFO_BY_FD =
            bind(
                    "bpf_obj_get_info_by_fd",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle ENABLE_STATS =
            bind("bpf_enable_stats", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MAP_FD =
            bind("bpf_map__fd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle MAP_MAX_ENTRIES =
            bind("bpf_map__max_entries", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle MAP_SET_MAX_ENTRIES =
            bind("bpf_map__set_max_entries", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle MAP_SET_INNER_MAP_FD =
            bind("bpf_map__set_inner_map_fd", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle MAP_VALUE_SIZE =
            bind("bpf_map__value_size", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle MAP_INITIAL_VALUE =
            bind("bpf_map__initial_value", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle MAP_CREATE =
            bind(
                    "bpf_map_create",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle MAP_LOOKUP_BATCH =
            bind(
                    "bpf_map_lookup_batch",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
                            ADDRESS));
    private static final MethodHandle MAP_LOOKUP_ELEM =
            bind(
                    "bpf_map_lookup_elem",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle MAP_UPDATE_ELEM =
            bind(
                    "bpf_map_update_elem",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle MAP_GET_NEXT_KEY =
            bind(
                    "bpf_map_get_next_key",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle TC_HOOK_CREATE =
            bind("bpf_tc_hook_create", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle TC_HOOK_DESTROY =
            bind("bpf_tc_hook_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle TC_ATTACH =
            bind("bpf_tc_attach", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle TC_DETACH =
            bind("bpf_tc_detach", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle XDP_QUERY_ID =
            bind("bpf_xdp_query_id", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle PROG_QUERY_OPTS =
            bind(
                    "bpf_prog_query_opts",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle PROG_GET_FD_BY_ID =
            bind("bpf_prog_get_fd_by_id", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle BTF_LOAD_VMLINUX =
            bind("btf__load_vmlinux_btf", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle BTF_FREE =
            bind("btf__free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle BTF_FIND_BY_NAME_KIND =
            bind(
                    "btf__find_by_name_kind",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle BTF_TYPE_BY_ID =
            bind("btf__type_by_id", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle BTF_NAME_BY_OFFSET =
            bind("btf__name_by_offset", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));

    static {
        collectMessages();
    }

    private Libbpf() {}

    /** {@code const char *libbpf_version_string(void)} */
    static String versionString() {
        try {
            return string((MemorySegment) VERSION_STRING.invokeExact(state()));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int libbpf_num_possible_cpus(void)} */
    static int numPossibleCpus() {
        try {
            return check("count possible CPUs", (int) NUM_POSSIBLE_CPUS.invokeExact(state()));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code struct bpf_object *bpf_object__open_mem(const void *obj_buf, size_t obj_buf_sz, const
     * struct bpf_object_open_opts *opts)}
     */
    static MemorySegment objectOpenMem(String name, MemorySegment elf) {
        try (Arena arena = Arena.ofConfined()) {
            // struct bpf_object_open_opts: size_t sz, const char *object_name
            MemorySegment options = arena.allocate(16, 8);
            options.set(JAVA_LONG, 0, options.byteSize());
            options.set(ADDRESS, 8, arena.allocateFrom(name));
            MemorySegment state = state();
            return check(
                    "open " + name,
                    (MemorySegment)
                            OBJECT_OPEN_MEM.invokeExact(state, elf, elf.byteSize(), options),
                    state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_object__load(struct bpf_object *obj)} */
    static void objectLoad(String name, MemorySegment object) {
        try {
            check("load " + name, (int) OBJECT_LOAD.invokeExact(state(), object));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code void bpf_object__close(struct bpf_object *obj)} */
    static void objectClose(MemorySegment object) {
        try {
            OBJECT_CLOSE.invokeExact(state(), object);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code struct btf *bpf_object__btf(const struct bpf_object *obj)} */
    static MemorySegment objectBtf(MemorySegment object) {
        try {
            MemorySegment state = state();
            return check(
                    "read the object's BTF",
                    (MemorySegment) OBJECT_BTF.invokeExact(state, object),
                    state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code struct bpf_program *bpf_object__next_program(const struct bpf_object *obj, struct
     * bpf_program *prog)}
     *
     * @return NULL after the last
     */
    static MemorySegment objectNextProgram(MemorySegment object, MemorySegment program) {
        try {
            return (MemorySegment) OBJECT_NEXT_PROGRAM.invokeExact(state(), object, program);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char
     * *name)}
     */
    static MemorySegment objectFindMapByName(MemorySegment object, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state();
            return check(
                    "find map " + name,
                    (MemorySegment)
                            OBJECT_FIND_MAP_BY_NAME.invokeExact(
                                    state, object, arena.allocateFrom(name)),
                    state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code const char *bpf_program__name(const struct bpf_program *prog)} */
    static String programName(MemorySegment program) {
        try {
            return string((MemorySegment) PROGRAM_NAME.invokeExact(state(), program));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code const char *bpf_program__section_name(const struct bpf_program *prog)} */
    static String programSectionName(MemorySegment program) {
        try {
            return string((MemorySegment) PROGRAM_SECTION_NAME.invokeExact(state(), program));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_program__set_autoload(struct bpf_program *prog, bool autoload)} */
    static void programSetAutoload(MemorySegment program, boolean autoload) {
        try {
            check(
                    "set autoload",
                    (int) PROGRAM_SET_AUTOLOAD.invokeExact(state(), program, autoload));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int bpf_program__fd(const struct bpf_program *prog)}
     *
     * @return negative if it is not loaded
     */
    static int programFd(MemorySegment program) {
        try {
            return (int) PROGRAM_FD.invokeExact(state(), program);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code struct bpf_link *bpf_program__attach(const struct bpf_program *prog)} */
    static MemorySegment programAttach(String name, MemorySegment program) {
        try {
            MemorySegment state = state();
            return check(
                    "attach " + name,
                    (MemorySegment) PROGRAM_ATTACH.invokeExact(state, program),
                    state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_link__fd(const struct bpf_link *link)} */
    static int linkFd(MemorySegment link) {
        try {
            return check("find the link's descriptor", (int) LINK_FD.invokeExact(state(), link));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_link__destroy(struct bpf_link *link)} */
    static void linkDestroy(MemorySegment link) {
        try {
            check("detach", (int) LINK_DESTROY.invokeExact(state(), link));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int bpf_link_create(int prog_fd, int target_fd, enum bpf_attach_type attach_type,
     * const struct bpf_link_create_opts *opts)}
     */
    static int linkCreate(String attempt, int programFd, int target, int attachType, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            // struct bpf_link_create_opts: size_t sz, __u32 flags, ...
            MemorySegment options = arena.allocate(16, 8);
            options.set(JAVA_LONG, 0, options.byteSize());
            options.set(JAVA_INT, 8, flags);
            return check(
                    attempt,
                    (int) LINK_CREATE.invokeExact(state(), programFd, target, attachType, options));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_iter_create(int link_fd)} */
    static int iterCreate(String name, int linkFd) {
        try {
            return check("iterate " + name, (int) ITER_CREATE.invokeExact(state(), linkFd));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len)} */
    static void objGetInfoByFd(int fd, MemorySegment info) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) info.byteSize());
            check(
                    "get BPF information",
                    (int) OBJ_GET_INFO_BY_FD.invokeExact(state(), fd, info, length));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_enable_stats(enum bpf_stats_type type)} */
    static int enableStats(int type) {
        try {
            return check("time BPF programs", (int) ENABLE_STATS.invokeExact(state(), type));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_map__fd(const struct bpf_map *map)}; negative before the object is loaded */
    static int mapFd(MemorySegment map) {
        try {
            return (int) MAP_FD.invokeExact(state(), map);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code __u32 bpf_map__max_entries(const struct bpf_map *map)} */
    static int mapMaxEntries(MemorySegment map) {
        try {
            return (int) MAP_MAX_ENTRIES.invokeExact(state(), map);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries)} */
    static void mapSetMaxEntries(MemorySegment map, int maxEntries) {
        try {
            check(
                    "set max_entries to " + maxEntries,
                    (int) MAP_SET_MAX_ENTRIES.invokeExact(state(), map, maxEntries));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_map__set_inner_map_fd(struct bpf_map *map, int fd)} */
    static void mapSetInnerMapFd(MemorySegment map, int fd) {
        try {
            check("set the inner map", (int) MAP_SET_INNER_MAP_FD.invokeExact(state(), map, fd));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code __u32 bpf_map__value_size(const struct bpf_map *map)} */
    static int mapValueSize(MemorySegment map) {
        try {
            return (int) MAP_VALUE_SIZE.invokeExact(state(), map);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code void *bpf_map__initial_value(struct bpf_map *map, size_t *psize)}
     *
     * @return writable until the object is loaded
     */
    @SuppressWarnings("restricted") // the length comes from libbpf
    static MemorySegment mapInitialValue(MemorySegment map) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(JAVA_LONG);
            MemorySegment state = state();
            MemorySegment value =
                    check(
                            "find the map's initial value",
                            (MemorySegment) MAP_INITIAL_VALUE.invokeExact(state, map, size),
                            state);
            return value.reinterpret(size.get(JAVA_LONG, 0));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int bpf_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size,
     * __u32 value_size, __u32 max_entries, const struct bpf_map_create_opts *opts)}
     */
    static int mapCreate(
            int type, String name, int keySize, int valueSize, int maxEntries, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(MAP_CREATE_OPTS, 8);
            options.set(JAVA_LONG, 0, MAP_CREATE_OPTS);
            options.set(JAVA_INT, MAP_FLAGS, flags);
            return check(
                    "create map " + name + " of " + maxEntries,
                    (int)
                            MAP_CREATE.invokeExact(
                                    state(),
                                    type,
                                    arena.allocateFrom(name),
                                    keySize,
                                    valueSize,
                                    maxEntries,
                                    options));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int bpf_map_lookup_batch(int fd, void *in_batch, void *out_batch, void *keys, void
     * *values, __u32 *count, const struct bpf_map_batch_opts *opts)}, from the beginning
     *
     * @return 0, or -ENOENT if these were the last
     */
    static int mapLookupBatch(
            int fd,
            MemorySegment next,
            MemorySegment keys,
            MemorySegment values,
            MemorySegment count) {
        try {
            return (int)
                    MAP_LOOKUP_BATCH.invokeExact(
                            state(),
                            fd,
                            MemorySegment.NULL,
                            next,
                            keys,
                            values,
                            count,
                            MemorySegment.NULL);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_map_lookup_elem(int fd, const void *key, void *value)} */
    static void mapLookupElem(String name, int fd, MemorySegment key, MemorySegment value) {
        try {
            check("look up in " + name, (int) MAP_LOOKUP_ELEM.invokeExact(state(), fd, key, value));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)} */
    static void mapUpdateElem(String name, int fd, MemorySegment key, MemorySegment value) {
        try {
            check("update " + name, (int) MAP_UPDATE_ELEM.invokeExact(state(), fd, key, value, 0L));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int bpf_map_get_next_key(int fd, const void *key, void *next_key)}
     *
     * @param key NULL for the first
     * @return false if there is none after {@code key}
     */
    static boolean mapGetNextKey(String name, int fd, MemorySegment key, MemorySegment next) {
        try {
            int error = (int) MAP_GET_NEXT_KEY.invokeExact(state(), fd, key, next);
            if (error == -BpfException.ENOENT) {
                return false;
            }
            check("walk through " + name, error);
            return true;
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int bpf_tc_hook_create(struct bpf_tc_hook *hook)}
     *
     * @return false if the qdisc was there already
     */
    static boolean tcHookCreate(MemorySegment hook) {
        try {
            int result = (int) TC_HOOK_CREATE.invokeExact(state(), hook);
            if (result == -BpfException.EEXIST) {
                return false;
            }
            check("create the clsact qdisc", result);
            return true;
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_tc_hook_destroy(struct bpf_tc_hook *hook)} */
    static void tcHookDestroy(MemorySegment hook) {
        try {
            check("remove the clsact qdisc", (int) TC_HOOK_DESTROY.invokeExact(state(), hook));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_tc_attach(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts)} */
    static void tcAttach(String attempt, MemorySegment hook, MemorySegment options) {
        try {
            check(attempt, (int) TC_ATTACH.invokeExact(state(), hook, options));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int bpf_tc_detach(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts)} */
    static void tcDetach(MemorySegment hook, MemorySegment options) {
        try {
            check("detach the tc filter", (int) TC_DETACH.invokeExact(state(), hook, options));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int bpf_xdp_query_id(int ifindex, int flags, __u32 *prog_id)}
     *
     * @return the program at the interface's XDP hook, whatever its mode; 0 if there is none
     */
    static int xdpQueryId(int ifindex) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(JAVA_INT);
            check(
                    "ask for the XDP program",
                    (int) XDP_QUERY_ID.invokeExact(state(), ifindex, 0, id));
            return id.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int bpf_prog_query_opts(int target, enum bpf_attach_type type, struct
     * bpf_prog_query_opts *opts)}
     *
     * @return false if the kernel does not know that place
     */
    static boolean progQuery(int target, int attachType, MemorySegment options) {
        try {
            int result = (int) PROG_QUERY_OPTS.invokeExact(state(), target, attachType, options);
            if (result == -BpfException.EINVAL || result == -BpfException.ENOENT) {
                return false;
            }
            check("ask for the attached programs", result);
            return true;
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code int bpf_prog_get_fd_by_id(__u32 id)}
     *
     * @return negative if it is gone, or this process may not have it
     */
    static int progGetFdById(int id) {
        try {
            return (int) PROG_GET_FD_BY_ID.invokeExact(state(), id);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code struct btf *btf__load_vmlinux_btf(void)} */
    static MemorySegment btfLoadVmlinux() {
        try {
            MemorySegment state = state();
            return check(
                    "read the kernel's BTF",
                    (MemorySegment) BTF_LOAD_VMLINUX.invokeExact(state),
                    state);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code void btf__free(struct btf *btf)} */
    static void btfFree(MemorySegment btf) {
        try {
            BTF_FREE.invokeExact(state(), btf);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code __s32 btf__find_by_name_kind(const struct btf *btf, const char *type_name, __u32
     * kind)}
     *
     * @return the type's id, or negative
     */
    static int btfFindByNameKind(MemorySegment btf, String name, int kind) {
        try (Arena arena = Arena.ofConfined()) {
            return (int)
                    BTF_FIND_BY_NAME_KIND.invokeExact(state(), btf, arena.allocateFrom(name), kind);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code const struct btf_type *btf__type_by_id(const struct btf *btf, __u32 id)}
     *
     * @return the type with {@code tail} bytes after {@code struct btf_type} (12 bytes)
     */
    @SuppressWarnings("restricted") // the length is that of the kind, known to the caller
    static MemorySegment btfTypeById(MemorySegment btf, int id, long tail) {
        try {
            MemorySegment state = state();
            MemorySegment type =
                    check(
                            "find BTF type " + id,
                            (MemorySegment) BTF_TYPE_BY_ID.invokeExact(state, btf, id),
                            state);
            return type.reinterpret(12 + tail);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code const char *btf__name_by_offset(const struct btf *btf, __u32 offset)} */
    static String btfNameByOffset(MemorySegment btf, int offset) {
        try {
            return string((MemorySegment) BTF_NAME_BY_OFFSET.invokeExact(state(), btf, offset));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    @SuppressWarnings("restricted") // this module is the native border
    private static Optional<SymbolLookup> lookup() {
        try {
            return Optional.of(SymbolLookup.libraryLookup(LIBRARY, Arena.global()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The handle of a C function; one that throws where the library or the function is missing. */
    @SuppressWarnings("restricted") // this module is the native border
    static MethodHandle bind(String name, FunctionDescriptor descriptor) {
        Optional<MemorySegment> symbol = LOOKUP.flatMap(library -> library.find(name));
        if (symbol.isEmpty()) {
            return missing(name, descriptor);
        }
        return Linker.nativeLinker()
                .downcallHandle(symbol.get(), descriptor, Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle missing(String name, FunctionDescriptor descriptor) {
        BpfException why =
                LOOKUP.isEmpty()
                        ? new BpfException(
                                LIBRARY + " is missing", 0, "apt-get install libbpf1", "")
                        : new BpfException(
                                "call " + name, 0, LIBRARY + " is too old: update libbpf1", "");
        MethodType type = descriptor.toMethodType().insertParameterTypes(0, MemorySegment.class);
        return MethodHandles.dropArguments(
                MethodHandles.throwException(type.returnType(), BpfException.class).bindTo(why),
                0,
                type.parameterList());
    }

    /** {@code libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn)} */
    private static void collectMessages() {
        if (LOOKUP.isEmpty()) {
            return;
        }
        MethodHandle setPrint = bind("libbpf_set_print", FunctionDescriptor.of(ADDRESS, ADDRESS));
        try {
            MemorySegment _ = (MemorySegment) setPrint.invokeExact(state(), Log.collector());
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** The calling thread's place for errno, before a call; forgets what libbpf said before. */
    static MemorySegment state() {
        Log.clear();
        return Libc.state();
    }

    static int check(String attempt, int result) {
        if (result < 0) {
            throw BpfException.of(attempt, -result, Log.text());
        }
        return result;
    }

    private static MemorySegment check(String attempt, MemorySegment pointer, MemorySegment state) {
        if (pointer.address() == 0) {
            int errno =
                    state.get(
                            JAVA_INT,
                            Linker.Option.captureStateLayout()
                                    .byteOffset(MemoryLayout.PathElement.groupElement("errno")));
            throw BpfException.of(attempt, errno, Log.text());
        }
        return pointer;
    }

    @SuppressWarnings("restricted") // a C string has no length before its end is found
    private static String string(MemorySegment text) {
        return text.reinterpret(Integer.MAX_VALUE).getString(0);
    }
}
