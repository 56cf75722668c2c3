package io.tcbee.libbpf;

/** Which libbpf this process uses. */
public final class LibbpfVersion {
    private LibbpfVersion() {}

    /**
     * For example {@code v1.1}.
     *
     * @throws BpfException if it is not installed
     */
    public static String installed() {
        return Libbpf.versionString();
    }
}
