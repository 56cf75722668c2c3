package io.tcbee.web.internal;

import io.tcbee.model.TcbeeException;

/** A request that gets one sentence and a status instead of an answer. */
final class Refusal extends TcbeeException {
    private static final long serialVersionUID = 1;

    private final int status;

    private Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** 404: it names a thing that is not here. */
    static Refusal notFound(String message) {
        return new Refusal(404, message);
    }

    /** 400: it cannot be understood. */
    static Refusal badRequest(String message) {
        return new Refusal(400, message);
    }

    /** 408: it took too long. */
    static Refusal timeout(String message) {
        return new Refusal(408, message);
    }

    int status() {
        return status;
    }
}
