package io.tcbee.tcp;

import io.tcbee.model.Side;

/**
 * One packet of a connection and what it means there.
 *
 * <p>A flyweight: valid during the call that hands it over. The state of both sides, {@link
 * Connection#sender}, is that after the packet. Sequence numbers are relative (SYN 0, first byte
 * 1); {@link #seq} counts in the space of the packet's side, {@link #ack} and the SACK blocks in
 * that of the other.
 */
public final class Packet {
    /** It came to the host where it was seen. */
    public static final int IN = 0;

    /** It was seen at the host that sent it. */
    public static final int OUT = 1;

    /** It was seen somewhere on its way, or nothing tells where. */
    public static final int UNKNOWN = 2;

    /** No time, no duration. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** No sequence number. */
    public static final long NO_SEQUENCE = Long.MIN_VALUE;

    /** No window: the scale of that side is unknown. */
    public static final long NO_WINDOW = -1;

    Headers headers;
    Connection connection;
    Side side;
    long timeNs;
    int direction;
    int payloadLength;
    int segments;
    int segmentSize;
    long seq;
    long ack;
    long window;
    final long[] sackLeft = new long[Headers.MAX_SACK_BLOCKS];
    final long[] sackRight = new long[Headers.MAX_SACK_BLOCKS];

    boolean keepAlive;
    boolean pathDuplicate;
    boolean reordered;
    boolean retransmission;
    long newBytes;
    long retransmittedBytes;
    int retransmittedSegments;

    long ackedBytes;
    long newlySackedBytes;
    long deliveredBytes;
    boolean duplicateAck5681;
    boolean duplicateAck6675;
    long rttNs;
    long missedSinceNs;

    /** Forgets the facts; the rest is overwritten by every packet. */
    void clearFacts() {
        keepAlive = false;
        pathDuplicate = false;
        reordered = false;
        retransmission = false;
        newBytes = 0;
        retransmittedBytes = 0;
        retransmittedSegments = 0;
        ackedBytes = 0;
        newlySackedBytes = 0;
        deliveredBytes = 0;
        duplicateAck5681 = false;
        duplicateAck6675 = false;
        rttNs = NO_TIME;
        missedSinceNs = NO_TIME;
    }

    /** The header fields as they were on the wire. */
    public Headers headers() {
        return headers;
    }

    public Connection connection() {
        return connection;
    }

    /** The side that sent it. */
    public Side side() {
        return side;
    }

    /** ns since the start of the run. */
    public long timeNs() {
        return timeNs;
    }

    /** Whether it was seen at the host that sent it, so that its times are those of sending. */
    public boolean outgoing() {
        return direction == OUT;
    }

    /** {@link #IN}, {@link #OUT} or {@link #UNKNOWN}. */
    public int direction() {
        return direction;
    }

    /** Bytes of TCP payload in the whole packet. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Segments on the wire: 1 and up; more than one in a GSO or GRO packet. */
    public int segments() {
        return segments;
    }

    /** Bytes of payload of each but the last segment. */
    public int segmentSize() {
        return segmentSize;
    }

    public boolean has(int flag) {
        return headers.has(flag);
    }

    public long seq() {
        return seq;
    }

    /** Past its last byte; SYN and FIN count one each. */
    public long end() {
        return seq
                + payloadLength
                + (headers.has(TcpFlags.SYN) ? 1 : 0)
                + (headers.has(TcpFlags.FIN) ? 1 : 0);
    }

    /** {@link #NO_SEQUENCE} without the ACK bit. */
    public long ack() {
        return ack;
    }

    /** The window offered, in bytes, scaled; {@link #NO_WINDOW} if the scale is unknown. */
    public long window() {
        return window;
    }

    public int sackBlocks() {
        return headers.sackBlocks();
    }

    public long sackLeft(int block) {
        return sackLeft[block];
    }

    public long sackRight(int block) {
        return sackRight[block];
    }

    /**
     * Whether it is a keep-alive or a probe of an idle connection: at most one byte, just below the
     * end of what was sent, all acknowledged (RFC 9293, section 3.8.4).
     */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Whether the path or the capture repeated a packet that the sender sent once. */
    public boolean pathDuplicate() {
        return pathDuplicate;
    }

    /** Whether it left the sender before a packet that was seen earlier. */
    public boolean reordered() {
        return reordered;
    }

    /** Whether its sender had transmitted at least one of its bytes, its SYN or its FIN before. */
    public boolean retransmission() {
        return retransmission;
    }

    /** Bytes of payload seen for the first time. */
    public long newBytes() {
        return newBytes;
    }

    /** Bytes of payload transmitted before; 0 if this is no {@link #retransmission}. */
    public long retransmittedBytes() {
        return retransmittedBytes;
    }

    /** Segments that carry something transmitted before; 0 if no {@link #retransmission}. */
    public int retransmittedSegments() {
        return retransmittedSegments;
    }

    /** By how much it raised the cumulative acknowledgment; SYN and FIN count one each. */
    public long ackedBytes() {
        return ackedBytes;
    }

    /** Bytes that it reported by SACK for the first time. */
    public long newlySackedBytes() {
        return newlySackedBytes;
    }

    /** Bytes of the other side's payload that it told to have arrived, each counted once. */
    public long deliveredBytes() {
        return deliveredBytes;
    }

    /** Whether it is a duplicate acknowledgment as RFC 5681, section 2 defines it. */
    public boolean duplicateAck5681() {
        return duplicateAck5681;
    }

    /** Whether it is one as RFC 6675, section 2 defines it: it reports new SACK data. */
    public boolean duplicateAck6675() {
        return duplicateAck6675;
    }

    /**
     * The round-trip time that it measures: from the last transmission of the newest segment that
     * it acknowledges completely; {@link #NO_TIME} if it measures none, or the data was not seen
     * where it was sent.
     */
    public long rttNs() {
        return rttNs;
    }

    /**
     * Since when a packet of the other side is missing that must have been there, as this one
     * acknowledges what it carried: the capture missed it. The time is that of the last packet of
     * that side before the gap; {@link #NO_TIME} if nothing is missing.
     */
    public long missedSinceNs() {
        return missedSinceNs;
    }
}
