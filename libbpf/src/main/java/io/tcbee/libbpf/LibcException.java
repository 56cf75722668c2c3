package io.tcbee.libbpf;

/** The kernel said no to a system call: "attempt: reason (errno n)". */
public final class LibcException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int errno;

    /**
     * @param attempt what was tried, e.g. {@code open /dev/net/tun}
     * @param errno the error number of errno.h, positive
     */
    public LibcException(String attempt, int errno) {
        super(attempt + ": " + Libc.strerror(errno) + " (errno " + errno + ")");
        this.errno = errno;
    }

    /** The error number of errno.h, positive. */
    public int errno() {
        return errno;
    }
}
