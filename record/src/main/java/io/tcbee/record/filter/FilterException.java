package io.tcbee.record.filter;

import io.tcbee.model.TcbeeException;

/** A rule that cannot be: what was typed, and what it should be. */
public final class FilterException extends TcbeeException {
    private static final long serialVersionUID = 1L;

    FilterException(String message) {
        super(message);
    }

    FilterException(String message, Throwable cause) {
        super(message, cause);
    }
}
