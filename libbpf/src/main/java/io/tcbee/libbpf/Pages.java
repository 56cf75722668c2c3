package io.tcbee.libbpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory shared with the kernel, page by page. */
final class Pages {
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;

    private static final int MAP_SHARED = 1;

    private static final Native GETPAGESIZE = Native.libc("getpagesize");
    private static final Native MMAP = Native.libc("mmap");
    private static final Native MUNMAP = Native.libc("munmap");

    private Pages() {}

    /** {@code int getpagesize(void)}: bytes */
    static int size() {
        return (int) GETPAGESIZE.call();
    }

    /**
     * {@code void *mmap(NULL, size_t length, int prot, MAP_SHARED, int fd, off_t offset)}
     *
     * @param arena closing it unmaps
     */
    @SuppressWarnings("restricted") // the length is that of the mapping
    static MemorySegment map(Arena arena, int fd, long offset, long length, int protection) {
        long address = MMAP.call(0, length, protection, MAP_SHARED, fd, offset);
        if (address == -1) {
            throw BpfException.of("map " + length + " bytes", Native.errno(), "");
        }
        return MemorySegment.ofAddress(address).reinterpret(length, arena, Pages::unmap);
    }

    /** {@code int munmap(void *addr, size_t length)} */
    private static void unmap(MemorySegment pages) {
        MUNMAP.call(pages.address(), pages.byteSize());
    }
}
