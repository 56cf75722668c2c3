package io.tcbee.libbpf;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** libbpf or the kernel said no: "attempt: reason (errno n)". */
public final class BpfException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Error numbers of errno.h that callers tell apart. */
    public static final int EPERM = 1;

    public static final int ENOENT = 2;
    public static final int ENOMEM = 12;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int EOPNOTSUPP = 95;

    /** The kernel's own "not supported", which no C library knows (include/linux/errno.h). */
    public static final int ENOTSUPP = 524;

    /** How libbpf begins a line about one program. */
    private static final Pattern PROGRAM = Pattern.compile("prog '([^']+)': ");

    private final int errno;
    private final String reason;
    private final String log;

    /**
     * @param attempt what was tried, e.g. {@code load tcbee}
     * @param errno the error number of errno.h, positive; 0 if there is none
     * @param reason why not
     * @param log what libbpf said about it, the verifier's log included; may be empty
     */
    public BpfException(String attempt, int errno, String reason, String log) {
        super(attempt + ": " + reason + (errno == 0 ? "" : " (errno " + errno + ")"));
        this.errno = errno;
        this.reason = reason;
        this.log = log;
    }

    static BpfException of(String attempt, int errno, String log) {
        return new BpfException(attempt, errno, Errno.text(errno), log);
    }

    /** The error number of errno.h, positive; 0 if there is none. */
    public int errno() {
        return errno;
    }

    /** Why not, without the attempt. */
    public String reason() {
        return reason;
    }

    /** What libbpf said, line by line, the verifier's log included; may be empty. */
    public String log() {
        return log;
    }

    /** The program that libbpf spoke of last; empty if it named none. */
    public String program() {
        String name = "";
        for (Matcher at = PROGRAM.matcher(log); at.find(); ) {
            name = at.group(1);
        }
        return name;
    }
}
