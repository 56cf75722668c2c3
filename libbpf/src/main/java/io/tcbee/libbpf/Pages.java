package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Memory shared with the kernel, page by page. */
final class Pages {
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;

    private static final int MAP_SHARED = 1;

    private static final MethodHandle GETPAGESIZE =
            Libc.bind("getpagesize", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle MMAP =
            Libc.bind(
                    "mmap",
                    FunctionDescriptor.of(
                            JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_LONG));
    private static final MethodHandle MUNMAP =
            Libc.bind("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private Pages() {}

    /** {@code int getpagesize(void)}: bytes */
    static int size() {
        try {
            return (int) GETPAGESIZE.invokeExact(Libc.state());
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /**
     * {@code void *mmap(NULL, size_t length, int prot, MAP_SHARED, int fd, off_t offset)}
     *
     * @param arena closing it unmaps
     */
    @SuppressWarnings("restricted") // the length is that of the mapping
    static MemorySegment map(Arena arena, int fd, long offset, long length, int protection) {
        MemorySegment state = Libc.state();
        try {
            long address =
                    (long)
                            MMAP.invokeExact(
                                    state,
                                    MemorySegment.NULL,
                                    length,
                                    protection,
                                    MAP_SHARED,
                                    fd,
                                    offset);
            if (address == -1) {
                int errno = (int) -Libc.orErrno(address, state);
                throw BpfException.of("map " + length + " bytes", errno, "");
            }
            return MemorySegment.ofAddress(address).reinterpret(length, arena, Pages::unmap);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** {@code int munmap(void *addr, size_t length)} */
    private static void unmap(MemorySegment pages) {
        try {
            int _ = (int) MUNMAP.invokeExact(Libc.state(), pages, pages.byteSize());
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }
}
