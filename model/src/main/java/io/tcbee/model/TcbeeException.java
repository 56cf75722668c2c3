package io.tcbee.model;

/**
 * A failure that has a sentence for the user: "attempt: reason".
 *
 * <p>All of TCBee's own exceptions extend it, except those of {@code libbpf}, which knows nothing
 * of TCBee.
 */
public class TcbeeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TcbeeException(String message) {
        super(message);
    }

    public TcbeeException(String message, Throwable cause) {
        super(message, cause);
    }
}
