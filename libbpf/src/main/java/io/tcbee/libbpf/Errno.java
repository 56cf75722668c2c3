package io.tcbee.libbpf;

/** Words for error numbers. */
final class Errno {
    private Errno() {}

    /**
     * @param errno positive
     */
    static String text(int errno) {
        return errno == BpfException.ENOTSUPP
                ? "not supported by this kernel"
                : Libc.strerror(errno);
    }
}
