package io.tcbee.metric;

import io.tcbee.tcp.Packet;

/** Sees the events of one connection in order of time. One thread at a time. */
public interface Observer {

    /** A packet; valid during the call only. */
    default void packet(Packet packet) {}

    /** The kernel's word; valid during the call only. */
    default void sample(KernelSample sample) {}

    /** The connection is over, or the trace is. Attributes are due. */
    default void end() {}
}
