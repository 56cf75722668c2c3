package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
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

    // struct bpf_prog_load_opts (libbpf, bpf.h), as far as it is used
    private static final long PROG_LOAD_OPTS = 40;
    private static final long EXPECTED_ATTACH_TYPE = 12;
    private static final long ATTACH_BTF_ID = 32;

    // include/uapi/linux/bpf.h
    private static final int BPF_PROG_TYPE_TRACING = 26;
    private static final int BPF_TRACE_FEXIT = 25;
    private static final long MOV_R0_0 = 0xb7;
    private static final long EXIT = 0x95;

    private static final Native VERSION_STRING = function("libbpf_version_string");
    private static final Native NUM_POSSIBLE_CPUS = function("libbpf_num_possible_cpus");
    private static final Native PROG_LOAD = function("bpf_prog_load");
    private static final Native OBJECT_OPEN_MEM = function("bpf_object__open_mem");
    private static final Native OBJECT_LOAD = function("bpf_object__load");
    private static final Native OBJECT_CLOSE = function("bpf_object__close");
    private static final Native OBJECT_BTF = function("bpf_object__btf");
    private static final Native OBJECT_NEXT_PROGRAM = function("bpf_object__next_program");
    private static final Native OBJECT_FIND_MAP_BY_NAME = function("bpf_object__find_map_by_name");
    private static final Native PROGRAM_NAME = function("bpf_program__name");
    private static final Native PROGRAM_SECTION_NAME = function("bpf_program__section_name");
    private static final Native PROGRAM_SET_AUTOLOAD = function("bpf_program__set_autoload");
    private static final Native PROGRAM_FD = function("bpf_program__fd");
    private static final Native PROGRAM_ATTACH = function("bpf_program__attach");
    private static final Native LINK_FD = function("bpf_link__fd");
    private static final Native LINK_DESTROY = function("bpf_link__destroy");
    private static final Native LINK_CREATE = function("bpf_link_create");
    private static final Native ITER_CREATE = function("bpf_iter_create");
    private static final Native OBJ_GET_INFO_BY_FD = function("bpf_obj_get_info_by_fd");
    private static final Native ENABLE_STATS = function("bpf_enable_stats");
    private static final Native MAP_FD = function("bpf_map__fd");
    private static final Native MAP_MAX_ENTRIES = function("bpf_map__max_entries");
    private static final Native MAP_SET_MAX_ENTRIES = function("bpf_map__set_max_entries");
    private static final Native MAP_SET_INNER_MAP_FD = function("bpf_map__set_inner_map_fd");
    private static final Native MAP_VALUE_SIZE = function("bpf_map__value_size");
    private static final Native MAP_INITIAL_VALUE = function("bpf_map__initial_value");
    private static final Native MAP_CREATE = function("bpf_map_create");
    private static final Native MAP_LOOKUP_BATCH = function("bpf_map_lookup_batch");
    private static final Native MAP_LOOKUP_ELEM = function("bpf_map_lookup_elem");
    private static final Native MAP_UPDATE_ELEM = function("bpf_map_update_elem");
    private static final Native MAP_GET_NEXT_KEY = function("bpf_map_get_next_key");
    private static final Native TC_HOOK_CREATE = function("bpf_tc_hook_create");
    private static final Native TC_HOOK_DESTROY = function("bpf_tc_hook_destroy");
    private static final Native TC_ATTACH = function("bpf_tc_attach");
    private static final Native TC_DETACH = function("bpf_tc_detach");
    private static final Native XDP_QUERY_ID = function("bpf_xdp_query_id");
    private static final Native PROG_QUERY_OPTS = function("bpf_prog_query_opts");
    private static final Native PROG_GET_FD_BY_ID = function("bpf_prog_get_fd_by_id");
    private static final Native BTF_LOAD_VMLINUX = function("btf__load_vmlinux_btf");
    private static final Native BTF_FREE = function("btf__free");
    private static final Native BTF_FIND_BY_NAME_KIND = function("btf__find_by_name_kind");
    private static final Native BTF_TYPE_BY_ID = function("btf__type_by_id");
    private static final Native BTF_NAME_BY_OFFSET = function("btf__name_by_offset");

    static {
        collectMessages();
    }

    private Libbpf() {}

    /** {@code const char *libbpf_version_string(void)} */
    static String versionString() {
        return string(VERSION_STRING.call());
    }

    /** {@code int libbpf_num_possible_cpus(void)} */
    static int numPossibleCpus() {
        return check("count possible CPUs", (int) NUM_POSSIBLE_CPUS.call());
    }

    /**
     * {@code struct bpf_object *bpf_object__open_mem(const void *obj_buf, size_t obj_buf_sz, const
     * struct bpf_object_open_opts *opts)}
     */
    static MemorySegment objectOpenMem(String name, MemorySegment elf, Optional<Path> btf) {
        try (Arena arena = Arena.ofConfined()) {
            // struct bpf_object_open_opts: size_t sz, const char *object_name, ... at 48
            // btf_custom_path
            MemorySegment options = arena.allocate(btf.isPresent() ? 56 : 16, 8);
            options.set(JAVA_LONG, 0, options.byteSize());
            options.set(ADDRESS, 8, arena.allocateFrom(name));
            btf.ifPresent(path -> options.set(ADDRESS, 48, arena.allocateFrom(path.toString())));
            return check(
                    "open " + name,
                    OBJECT_OPEN_MEM.call(elf.address(), elf.byteSize(), options.address()));
        }
    }

    /** {@code int bpf_object__load(struct bpf_object *obj)} */
    static void objectLoad(String name, MemorySegment object) {
        check("load " + name, (int) OBJECT_LOAD.call(object.address()));
    }

    /** {@code void bpf_object__close(struct bpf_object *obj)} */
    static void objectClose(MemorySegment object) {
        OBJECT_CLOSE.call(object.address());
    }

    /** {@code struct btf *bpf_object__btf(const struct bpf_object *obj)} */
    static MemorySegment objectBtf(MemorySegment object) {
        return check("read the object's BTF", OBJECT_BTF.call(object.address()));
    }

    /**
     * {@code struct bpf_program *bpf_object__next_program(const struct bpf_object *obj, struct
     * bpf_program *prog)}
     *
     * @return NULL after the last
     */
    static MemorySegment objectNextProgram(MemorySegment object, MemorySegment program) {
        return MemorySegment.ofAddress(
                OBJECT_NEXT_PROGRAM.call(object.address(), program.address()));
    }

    /**
     * {@code struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char
     * *name)}
     */
    static MemorySegment objectFindMapByName(MemorySegment object, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return check(
                    "find map " + name,
                    OBJECT_FIND_MAP_BY_NAME.call(
                            object.address(), arena.allocateFrom(name).address()));
        }
    }

    /** {@code const char *bpf_program__name(const struct bpf_program *prog)} */
    static String programName(MemorySegment program) {
        return string(PROGRAM_NAME.call(program.address()));
    }

    /** {@code const char *bpf_program__section_name(const struct bpf_program *prog)} */
    static String programSectionName(MemorySegment program) {
        return string(PROGRAM_SECTION_NAME.call(program.address()));
    }

    /** {@code int bpf_program__set_autoload(struct bpf_program *prog, bool autoload)} */
    static void programSetAutoload(MemorySegment program, boolean autoload) {
        check("set autoload", (int) PROGRAM_SET_AUTOLOAD.call(program.address(), autoload ? 1 : 0));
    }

    /**
     * {@code int bpf_program__fd(const struct bpf_program *prog)}
     *
     * @return negative if it is not loaded
     */
    static int programFd(MemorySegment program) {
        return (int) PROGRAM_FD.call(program.address());
    }

    /** {@code struct bpf_link *bpf_program__attach(const struct bpf_program *prog)} */
    static MemorySegment programAttach(String name, MemorySegment program) {
        return check("attach " + name, PROGRAM_ATTACH.call(program.address()));
    }

    /** {@code int bpf_link__fd(const struct bpf_link *link)} */
    static int linkFd(MemorySegment link) {
        return check("find the link's descriptor", (int) LINK_FD.call(link.address()));
    }

    /** {@code int bpf_link__destroy(struct bpf_link *link)} */
    static void linkDestroy(MemorySegment link) {
        check("detach", (int) LINK_DESTROY.call(link.address()));
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
                    (int) LINK_CREATE.call(programFd, target, attachType, options.address()));
        }
    }

    /** {@code int bpf_iter_create(int link_fd)} */
    static int iterCreate(String name, int linkFd) {
        return check("iterate " + name, (int) ITER_CREATE.call(linkFd));
    }

    /** {@code int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len)} */
    static void objGetInfoByFd(int fd, MemorySegment info) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) info.byteSize());
            check(
                    "get BPF information",
                    (int) OBJ_GET_INFO_BY_FD.call(fd, info.address(), length.address()));
        }
    }

    /** {@code int bpf_enable_stats(enum bpf_stats_type type)} */
    static int enableStats(int type) {
        return check("time BPF programs", (int) ENABLE_STATS.call(type));
    }

    /**
     * {@code int bpf_prog_load(enum bpf_prog_type prog_type, const char *prog_name, const char
     * *license, const struct bpf_insn *insns, size_t insn_cnt, const struct bpf_prog_load_opts
     * *opts)}, of a program that returns 0 at the end of a kernel function
     *
     * @param btfId of the function
     * @return a file descriptor
     */
    static int progLoadFexit(String function, int btfId) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(PROG_LOAD_OPTS, 8);
            options.set(JAVA_LONG, 0, PROG_LOAD_OPTS);
            options.set(JAVA_INT, EXPECTED_ATTACH_TYPE, BPF_TRACE_FEXIT);
            options.set(JAVA_INT, ATTACH_BTF_ID, btfId);
            MemorySegment instructions = arena.allocateFrom(JAVA_LONG, MOV_R0_0, EXIT);
            return check(
                    "trace " + function,
                    (int)
                            PROG_LOAD.call(
                                    BPF_PROG_TYPE_TRACING,
                                    arena.allocateFrom("fexit").address(),
                                    arena.allocateFrom("GPL").address(),
                                    instructions.address(),
                                    2,
                                    options.address()));
        }
    }

    /** {@code int bpf_map__fd(const struct bpf_map *map)}; negative before the object is loaded */
    static int mapFd(MemorySegment map) {
        return (int) MAP_FD.call(map.address());
    }

    /** {@code __u32 bpf_map__max_entries(const struct bpf_map *map)} */
    static int mapMaxEntries(MemorySegment map) {
        return (int) MAP_MAX_ENTRIES.call(map.address());
    }

    /** {@code int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries)} */
    static void mapSetMaxEntries(MemorySegment map, int maxEntries) {
        check(
                "set max_entries to " + maxEntries,
                (int) MAP_SET_MAX_ENTRIES.call(map.address(), maxEntries));
    }

    /** {@code int bpf_map__set_inner_map_fd(struct bpf_map *map, int fd)} */
    static void mapSetInnerMapFd(MemorySegment map, int fd) {
        check("set the inner map", (int) MAP_SET_INNER_MAP_FD.call(map.address(), fd));
    }

    /** {@code __u32 bpf_map__value_size(const struct bpf_map *map)} */
    static int mapValueSize(MemorySegment map) {
        return (int) MAP_VALUE_SIZE.call(map.address());
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
            MemorySegment value =
                    check(
                            "find the map's initial value",
                            MAP_INITIAL_VALUE.call(map.address(), size.address()));
            return value.reinterpret(size.get(JAVA_LONG, 0));
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
                            MAP_CREATE.call(
                                    type,
                                    arena.allocateFrom(name).address(),
                                    keySize,
                                    valueSize,
                                    maxEntries,
                                    options.address()));
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
        return (int)
                MAP_LOOKUP_BATCH.call(
                        fd,
                        0,
                        next.address(),
                        keys.address(),
                        values.address(),
                        count.address(),
                        0);
    }

    /** {@code int bpf_map_lookup_elem(int fd, const void *key, void *value)} */
    static void mapLookupElem(String name, int fd, MemorySegment key, MemorySegment value) {
        check("look up in " + name, (int) MAP_LOOKUP_ELEM.call(fd, key.address(), value.address()));
    }

    /** {@code int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)} */
    static void mapUpdateElem(String name, int fd, MemorySegment key, MemorySegment value) {
        check("update " + name, (int) MAP_UPDATE_ELEM.call(fd, key.address(), value.address(), 0L));
    }

    /**
     * {@code int bpf_map_get_next_key(int fd, const void *key, void *next_key)}
     *
     * @param key NULL for the first
     * @return false if there is none after {@code key}
     */
    static boolean mapGetNextKey(String name, int fd, MemorySegment key, MemorySegment next) {
        int error = (int) MAP_GET_NEXT_KEY.call(fd, key.address(), next.address());
        if (error == -BpfException.ENOENT) {
            return false;
        }
        check("walk through " + name, error);
        return true;
    }

    /**
     * {@code int bpf_tc_hook_create(struct bpf_tc_hook *hook)}
     *
     * @return false if the qdisc was there already
     */
    static boolean tcHookCreate(MemorySegment hook) {
        int result = (int) TC_HOOK_CREATE.call(hook.address());
        if (result == -BpfException.EEXIST) {
            return false;
        }
        check("create the clsact qdisc", result);
        return true;
    }

    /** {@code int bpf_tc_hook_destroy(struct bpf_tc_hook *hook)} */
    static void tcHookDestroy(MemorySegment hook) {
        check("remove the clsact qdisc", (int) TC_HOOK_DESTROY.call(hook.address()));
    }

    /** {@code int bpf_tc_attach(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts)} */
    static void tcAttach(String attempt, MemorySegment hook, MemorySegment options) {
        check(attempt, (int) TC_ATTACH.call(hook.address(), options.address()));
    }

    /** {@code int bpf_tc_detach(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts)} */
    static void tcDetach(MemorySegment hook, MemorySegment options) {
        check("detach the tc filter", (int) TC_DETACH.call(hook.address(), options.address()));
    }

    /**
     * {@code int bpf_xdp_query_id(int ifindex, int flags, __u32 *prog_id)}
     *
     * @return the program at the interface's XDP hook, whatever its mode; 0 if there is none
     */
    static int xdpQueryId(int ifindex) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(JAVA_INT);
            check("ask for the XDP program", (int) XDP_QUERY_ID.call(ifindex, 0, id.address()));
            return id.get(JAVA_INT, 0);
        }
    }

    /**
     * {@code int bpf_prog_query_opts(int target, enum bpf_attach_type type, struct
     * bpf_prog_query_opts *opts)}
     *
     * @return false if the kernel does not know that place
     */
    static boolean progQuery(int target, int attachType, MemorySegment options) {
        int result = (int) PROG_QUERY_OPTS.call(target, attachType, options.address());
        if (result == -BpfException.EINVAL || result == -BpfException.ENOENT) {
            return false;
        }
        check("ask for the attached programs", result);
        return true;
    }

    /**
     * {@code int bpf_prog_get_fd_by_id(__u32 id)}
     *
     * @return negative if it is gone, or this process may not have it
     */
    static int progGetFdById(int id) {
        return (int) PROG_GET_FD_BY_ID.call(id);
    }

    /** {@code struct btf *btf__load_vmlinux_btf(void)} */
    static MemorySegment btfLoadVmlinux() {
        return check("read the kernel's BTF", BTF_LOAD_VMLINUX.call());
    }

    /** {@code void btf__free(struct btf *btf)} */
    static void btfFree(MemorySegment btf) {
        BTF_FREE.call(btf.address());
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
                    BTF_FIND_BY_NAME_KIND.call(
                            btf.address(), arena.allocateFrom(name).address(), kind);
        }
    }

    /**
     * {@code const struct btf_type *btf__type_by_id(const struct btf *btf, __u32 id)}
     *
     * @return the type with {@code tail} bytes after {@code struct btf_type} (12 bytes)
     */
    @SuppressWarnings("restricted") // the length is that of the kind, known to the caller
    static MemorySegment btfTypeById(MemorySegment btf, int id, long tail) {
        MemorySegment type = check("find BTF type " + id, BTF_TYPE_BY_ID.call(btf.address(), id));
        return type.reinterpret(12 + tail);
    }

    /** {@code const char *btf__name_by_offset(const struct btf *btf, __u32 offset)} */
    static String btfNameByOffset(MemorySegment btf, int offset) {
        return string(BTF_NAME_BY_OFFSET.call(btf.address(), offset));
    }

    @SuppressWarnings("restricted") // this module is the native border
    private static Optional<SymbolLookup> lookup() {
        try {
            return Optional.of(SymbolLookup.libraryLookup(LIBRARY, Arena.global()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A function that forgets what libbpf said before; one that throws where it is missing. */
    static Native function(String name) {
        Optional<MemorySegment> address = LOOKUP.flatMap(library -> library.find(name));
        return new Native(() -> {
            Log.clear();
            return address.orElseThrow(() -> missing(name));
        });
    }

    private static BpfException missing(String name) {
        return LOOKUP.isEmpty()
                ? new BpfException(LIBRARY + " is missing", 0, "apt-get install libbpf1", "")
                : new BpfException("call " + name, 0, LIBRARY + " is too old: update libbpf1", "");
    }

    /** {@code libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn)} */
    private static void collectMessages() {
        if (LOOKUP.isPresent()) {
            function("libbpf_set_print").call(Log.collector().address());
        }
    }

    static int check(String attempt, int result) {
        if (result < 0) {
            throw BpfException.of(attempt, -result, Log.text());
        }
        return result;
    }

    private static MemorySegment check(String attempt, long pointer) {
        if (pointer == 0) {
            throw BpfException.of(attempt, Native.errno(), Log.text());
        }
        return MemorySegment.ofAddress(pointer);
    }

    @SuppressWarnings("restricted") // a C string has no length before its end is found
    private static String string(long text) {
        return MemorySegment.ofAddress(text).reinterpret(Integer.MAX_VALUE).getString(0);
    }
}
