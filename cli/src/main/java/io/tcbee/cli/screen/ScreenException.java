package io.tcbee.cli.screen;

import io.tcbee.model.TcbeeException;

/** The screen cannot be shown any more; the terminal is as it was, and the recording goes on. */
public final class ScreenException extends TcbeeException {
    private static final long serialVersionUID = 1;

    ScreenException(String message, Throwable cause) {
        super(message, cause);
    }
}
