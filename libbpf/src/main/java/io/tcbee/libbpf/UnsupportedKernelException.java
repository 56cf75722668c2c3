package io.tcbee.libbpf;

/** This kernel lacks something: "tcp:tcp_probe requires Linux >= 4.16". */
public final class UnsupportedKernelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String feature;
    private final String since;

    /**
     * @param feature what is missing, e.g. {@code tcp:tcp_probe}
     * @param since the first release that has it, e.g. {@code 4.16}
     */
    public UnsupportedKernelException(String feature, String since) {
        super(feature + " requires Linux >= " + since);
        this.feature = feature;
        this.since = since;
    }

    /** What is missing. */
    public String feature() {
        return feature;
    }

    /** The first release that has it. */
    public String since() {
        return since;
    }
}
