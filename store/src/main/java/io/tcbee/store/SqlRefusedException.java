package io.tcbee.store;

/** A SELECT that the database did not understand, or does not allow. */
public final class SqlRefusedException extends StoreException {
    private static final long serialVersionUID = 1;

    public SqlRefusedException(String message) {
        this(message, null);
    }

    public SqlRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
