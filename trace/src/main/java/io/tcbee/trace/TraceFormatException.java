package io.tcbee.trace;

import io.tcbee.model.TcbeeException;

/**
 * The file is no trace, or is damaged where it must not be; the message has path, offset, expected
 * and found.
 */
public class TraceFormatException extends TcbeeException {
    private static final long serialVersionUID = 1;

    public TraceFormatException(String message) {
        super(message);
    }
}
