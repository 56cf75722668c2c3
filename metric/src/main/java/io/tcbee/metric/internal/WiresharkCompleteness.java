package io.tcbee.metric.internal;

import io.tcbee.tcp.TcpFlags;

/** Wireshark's {@code tcp.completeness}: what was seen of a connection, as a sum of bits. */
final class WiresharkCompleteness {
    private static final int SYN = 1;
    private static final int SYN_ACK = 2;
    private static final int ACK = 4;
    private static final int DATA = 8;
    private static final int FIN = 16;
    private static final int RST = 32;

    private int seen;
    private boolean begun;

    /** 1 SYN, 2 SYN-ACK, 4 ACK, 8 data, 16 FIN, 32 RST, of all packets so far. */
    int value() {
        return seen;
    }

    /** The endpoints had a connection before. */
    void reused() {
        seen = SYN;
        begun = true;
    }

    /** Of the first packet, a SYN alone counts. */
    void packet(int control, int length) {
        boolean syn = (control & TcpFlags.SYN) != 0;
        boolean ack = (control & TcpFlags.ACK) != 0;
        if (!begun) {
            begun = true;
            if (syn && !ack) {
                seen = length > 0 ? SYN | DATA : SYN;
            }
            return;
        }
        if (ack) {
            seen |= syn ? SYN_ACK : length > 0 ? DATA : ACK;
            seen |= (control & TcpFlags.FIN) != 0 ? FIN : 0;
        }
        seen |= (control & TcpFlags.RST) != 0 ? RST : 0;
    }
}
