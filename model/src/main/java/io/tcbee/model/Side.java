package io.tcbee.model;

/**
 * One of the two ends of a connection.
 *
 * <p>A packet belongs to the side that sent it, a kernel sample to the side that owns the socket, a
 * value such as bytes in flight to the side whose data it is about. The client is the side that
 * sent the first SYN, or, where that was not seen, is inferred.
 */
public enum Side {
    CLIENT,
    SERVER;

    public Side other() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}
