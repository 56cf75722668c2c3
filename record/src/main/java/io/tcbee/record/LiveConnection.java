package io.tcbee.record;

import io.tcbee.model.Endpoint;
import io.tcbee.model.EventHeader;
import io.tcbee.model.Field;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpState;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * One connection as its newest event told it; does not change.
 *
 * <p>Its bytes are those of a {@code socket_event}, with header and state of the newest event, so
 * the fields of the model read it.
 */
public final class LiveConnection {
    private final MemorySegment bytes;
    private final long at;
    private final long firstNs;
    private final boolean ended;

    LiveConnection(MemorySegment bytes, long at, long firstNs, boolean ended) {
        this.bytes = bytes;
        this.at = at;
        this.firstNs = firstNs;
        this.ended = ended;
    }

    /**
     * A field of {@link EventHeader}, {@link TcpState} or {@link SocketEvent}.
     *
     * @return as {@link Field#get}; those of {@code SocketEvent} are 0 before {@link #isKnown}
     */
    public long value(Field field) {
        return field.get(bytes, at);
    }

    /** The socket's cookie, by which all its events are told. */
    public long cookie() {
        return value(EventHeader.COOKIE);
    }

    /** CLOCK_MONOTONIC, ns: its first event that was seen. */
    public long firstNs() {
        return firstNs;
    }

    /** CLOCK_MONOTONIC, ns: its newest event that was seen. */
    public long newestNs() {
        return value(EventHeader.TIME_NS);
    }

    /** Whether its socket was destroyed. */
    public boolean isEnded() {
        return ended;
    }

    /** Whether its socket was told, and with it its ends. */
    public boolean isKnown() {
        return value(SocketEvent.REASON) != 0;
    }

    /** Empty until {@link #isKnown}. */
    public Optional<Endpoint> local() {
        return end(SocketEvent.LOCAL_ADDRESS, SocketEvent.LOCAL_PORT);
    }

    /** Empty until {@link #isKnown}. */
    public Optional<Endpoint> remote() {
        return end(SocketEvent.REMOTE_ADDRESS, SocketEvent.REMOTE_PORT);
    }

    private Optional<Endpoint> end(Field address, Field port) {
        return isKnown()
                ? Optional.of(Endpoint.of(address.bytes(bytes, at), (int) value(port)))
                : Optional.empty();
    }

    /** Process id of its owner; 0 if no call of it was seen yet. */
    public long pid() {
        return value(SocketEvent.PID);
    }

    /** Name of its owner's thread; empty where {@link #pid} is 0. */
    public String comm() {
        return SocketEvent.COMM.text(bytes, at);
    }

    /** Name of its congestion control; empty until {@link #isKnown}. */
    public String congestionControl() {
        return SocketEvent.CONGESTION_CONTROL.text(bytes, at);
    }

    /** Segments in the network: {@code tcp_packets_in_flight()} (include/net/tcp.h). */
    public long inFlight() {
        return inFlight(bytes, at);
    }

    static long inFlight(MemorySegment bytes, long at) {
        return TcpState.PACKETS_OUT.get(bytes, at)
                - TcpState.SACKED_OUT.get(bytes, at)
                - TcpState.LOST_OUT.get(bytes, at)
                + TcpState.RETRANS_OUT.get(bytes, at);
    }

    /** Bytes of payload that the peer acknowledged or sent in order. */
    public long bytesMoved() {
        return value(TcpState.BYTES_ACKED) + value(TcpState.BYTES_RECEIVED);
    }
}
