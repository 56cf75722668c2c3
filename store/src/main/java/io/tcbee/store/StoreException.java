package io.tcbee.store;

import io.tcbee.model.TcbeeException;

/** The store refused; the message names location and statement. */
public class StoreException extends TcbeeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
