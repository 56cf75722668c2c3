package io.tcbee.libbpf;

/** Words for error numbers. */
final class Errno {
    /** The kernel's own "not supported", which no C library knows (include/linux/errno.h). */
    private static final int ENOTSUPP = 524;

    private Errno() {}

    /**
     * @param errno positive
     */
    static String text(int errno) {
        return errno == ENOTSUPP ? "not supported by this kernel" : Libc.strerror(errno);
    }
}
