package io.tcbee.process.plugin;

import io.tcbee.model.TcbeeException;

/** A plugin could not be loaded; the message names its file, and the line where there is one. */
public final class PluginException extends TcbeeException {
    private static final long serialVersionUID = 1;

    PluginException(String message) {
        super(message);
    }

    PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
