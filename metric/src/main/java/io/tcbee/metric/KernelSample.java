package io.tcbee.metric;

import io.tcbee.model.Field;
import io.tcbee.model.Side;
import io.tcbee.tcp.Connection;

/**
 * One event of the kernel about one end of a connection.
 *
 * <p>A flyweight: valid during the call that hands it over.
 */
public interface KernelSample {
    /** The event has no such field. */
    long ABSENT = Long.MIN_VALUE;

    Connection connection();

    /** The side that owns the socket. */
    Side side();

    /** ns since the start of the run. */
    long timeNs();

    /** {@code event_header.type}. */
    int type();

    /** Whether {@link io.tcbee.model.TcpState} can be read. */
    boolean carriesState();

    /** The value as the kernel wrote it, or {@link #ABSENT} if the event has no such field. */
    long get(Field field);
}
