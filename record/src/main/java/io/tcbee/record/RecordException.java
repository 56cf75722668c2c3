package io.tcbee.record;

import io.tcbee.model.TcbeeException;

/** Recording cannot begin, or ended early: "attempt: reason". */
public class RecordException extends TcbeeException {
    private static final long serialVersionUID = 1;

    public RecordException(String message) {
        super(message);
    }

    public RecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
