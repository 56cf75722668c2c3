package io.tcbee.libbpf;

/**
 * While one is open the kernel counts and times the runs of every BPF program on this machine; each
 * run takes some tens of nanoseconds more meanwhile.
 *
 * <p>It ends with {@link #close} or with the process ({@code BPF_ENABLE_STATS}, Linux 5.8; wants
 * CAP_SYS_ADMIN).
 */
public final class RunStats implements AutoCloseable {
    /** {@code BPF_STATS_RUN_TIME} (include/uapi/linux/bpf.h). */
    private static final int RUN_TIME = 0;

    private int fd;

    private RunStats(int fd) {
        this.fd = fd;
    }

    /**
     * Begins.
     *
     * @throws BpfException if this process may not
     */
    public static RunStats enable() {
        return new RunStats(Libbpf.enableStats(RUN_TIME));
    }

    /** Ends; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
