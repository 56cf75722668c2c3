package io.tcbee.metric.internal;

import io.tcbee.tcp.Headers;

/** What Wireshark remembers of one side's packets; sequence numbers are those of the wire. */
final class WiresharkSide {
    static final int SCALE_UNKNOWN = -1;
    static final int SCALE_NOT_USED = -2;

    /** Wireshark numbers the blocks that it keeps from one and has room for four. */
    private static final int KEPT_SACK_BLOCKS = 3;

    final UnackedSegments unacked = new UnackedSegments();

    boolean baseKnown;
    int base;

    /** Past the highest sequence number seen; 0 none. */
    int nextSeq;

    long nextSeqNs;

    /** Past what was seen without a gap; 0 none. */
    int mostToBeAcked;

    /** Acknowledgment field of the last packet, whatever its flags; 0 before any. */
    int lastAck;

    long lastAckNs;

    /** Window field of the last packet; -1 before any. */
    int window = -1;

    int scale = SCALE_UNKNOWN;

    /** Whether the handshake's SYN was seen and no acknowledgment after it. */
    boolean beforeFirstAck;

    /** Since the acknowledgment changed; all bits set after an ack_lost_segment; unsigned. */
    int duplicates;

    int lastFlags;
    boolean flightValid = true;
    int sackedBytes;

    /** The shift of its windows where Wireshark applies one. */
    int shift() {
        return beforeFirstAck || scale < 0 ? 0 : scale;
    }

    /** Notes the SACK blocks of its latest packet; only these count. */
    void noteSack(Headers headers) {
        sackedBytes = 0;
        int blocks = Math.min(KEPT_SACK_BLOCKS, headers.sackBlocks());
        for (int i = 0; i < blocks; i++) {
            sackedBytes += headers.sackRight(i) - headers.sackLeft(i);
        }
    }
}
