package io.tcbee.process;

import io.tcbee.model.TcbeeException;

/** The trace was not processed; nothing of it is in the store. */
public class ProcessException extends TcbeeException {
    private static final long serialVersionUID = 1;

    public ProcessException(String message) {
        super(message);
    }
}
