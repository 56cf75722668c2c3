package io.tcbee.store;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Side;
import java.util.List;

/**
 * One TCP connection, both directions, one use of its ports.
 *
 * @param id unique in the database, 1 and up; given by the writer ({@link FlowWriter#connection()})
 * @param local the side whose host recorded it; null if neither or both
 * @param netns inode number of the network namespace; 0 unknown
 * @param cookie of the local socket; 0 unknown
 * @param pid of the local process; 0 unknown
 * @param comm of the local process; empty if unknown
 * @param congestionControl of the local socket; empty if unknown
 * @param startNs first event, ns since the start of the run
 * @param endNs last event
 * @param sidesInferred whether client and server were concluded without a SYN
 * @param handshakeSeen whether its SYN was recorded
 * @param teardown how it ended: open, fin, reset
 * @param attributes per-connection values of metrics, totals among them
 */
public record ConnectionRow(
        long id,
        long run,
        Endpoint client,
        Endpoint server,
        Side local,
        long netns,
        long cookie,
        int pid,
        String comm,
        String congestionControl,
        long startNs,
        long endNs,
        boolean sidesInferred,
        boolean handshakeSeen,
        String teardown,
        List<Attribute> attributes) {
    public ConnectionRow {
        attributes = List.copyOf(attributes);
    }

    /**
     * The value of that attribute.
     *
     * @param side null for one that has no side
     * @return NaN if it is absent
     */
    public double attribute(Side side, String name) {
        for (Attribute attribute : attributes) {
            if (attribute.side() == side && attribute.name().equals(name)) {
                return attribute.value();
            }
        }
        return Double.NaN;
    }

    /** The same connection with these attributes. */
    public ConnectionRow with(List<Attribute> others) {
        return new ConnectionRow(
                id,
                run,
                client,
                server,
                local,
                netns,
                cookie,
                pid,
                comm,
                congestionControl,
                startNs,
                endNs,
                sidesInferred,
                handshakeSeen,
                teardown,
                others);
    }
}
