package io.tcbee.metric.internal;

import static io.tcbee.metric.internal.WiresharkFlag.ACK_LOST_SEGMENT;
import static io.tcbee.metric.internal.WiresharkFlag.DUPLICATE_ACK;
import static io.tcbee.metric.internal.WiresharkFlag.FAST_RETRANSMISSION;
import static io.tcbee.metric.internal.WiresharkFlag.KEEP_ALIVE;
import static io.tcbee.metric.internal.WiresharkFlag.KEEP_ALIVE_ACK;
import static io.tcbee.metric.internal.WiresharkFlag.LOST_SEGMENT;
import static io.tcbee.metric.internal.WiresharkFlag.OUT_OF_ORDER;
import static io.tcbee.metric.internal.WiresharkFlag.RETRANSMISSION;
import static io.tcbee.metric.internal.WiresharkFlag.REUSED_PORTS;
import static io.tcbee.metric.internal.WiresharkFlag.SPURIOUS_RETRANSMISSION;
import static io.tcbee.metric.internal.WiresharkFlag.WINDOW_FULL;
import static io.tcbee.metric.internal.WiresharkFlag.WINDOW_UPDATE;
import static io.tcbee.metric.internal.WiresharkFlag.ZERO_WINDOW;
import static io.tcbee.metric.internal.WiresharkFlag.ZERO_WINDOW_PROBE;
import static io.tcbee.metric.internal.WiresharkFlag.ZERO_WINDOW_PROBE_ACK;

import io.tcbee.tcp.Headers;
import io.tcbee.tcp.Packet;
import io.tcbee.tcp.TcpFlags;

/**
 * What Wireshark 4.0.17 says of each packet of one connection: {@code tcp.analysis.*} with its
 * preferences as they come.
 *
 * <p>One state machine over the header fields as they are on the wire; nothing of this program's
 * own analysis goes in. The order of the tests decides, so it is theirs.
 */
final class WiresharkAnalysis {
    private static final long FAST_NS = 20_000_000;
    private static final long NEAR_NS = 3_000_000; // if the initial round-trip time is unknown
    private static final int MOST_IN_FLIGHT = 2_000_000_000;
    private static final int SYN_FIN = TcpFlags.SYN | TcpFlags.FIN;
    private static final int SYN_FIN_RST = SYN_FIN | TcpFlags.RST;
    private static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;

    private final WiresharkSide[] sides = {new WiresharkSide(), new WiresharkSide()};
    private final WiresharkCompleteness completeness = new WiresharkCompleteness();
    private long synNs = Packet.NO_TIME;
    private long initialRttNs;

    private WiresharkSide own = sides[0];
    private WiresharkSide peer = sides[1];
    private int seq;
    private int ack;
    private int length;
    private int control;
    private int window;
    private long timeNs;

    private int flags;
    private int duplicateNumber;
    private long rtoNs;
    private long ackRttNs;
    private int bytesInFlight;
    private boolean justBelowNext;

    /** Takes in the next packet; the other methods tell of it. */
    void packet(Packet packet) {
        read(packet);
        if (has(TcpFlags.SYN)) {
            syn();
        }
        own.sackedBytes = 0;
        analyse();
        completeness.packet(control, length);
        learn(packet.headers());
    }

    /** Its flags: {@link WiresharkFlag#in}. */
    int flags() {
        return flags;
    }

    /** Which duplicate acknowledgment it is, as an unsigned number; 0 if it is none. */
    int duplicateNumber() {
        return duplicateNumber;
    }

    /**
     * If it is a retransmission and neither fast nor spurious: time since the oldest segment was
     * seen that is not acknowledged; 0 if it is not, or that is the time.
     */
    long rtoNs() {
        return rtoNs;
    }

    /** Time since the segment was seen that ends exactly at its acknowledgment; 0 unknown. */
    long ackRttNs() {
        return ackRttNs;
    }

    /** Bytes in flight after it; 0 unknown. */
    int bytesInFlight() {
        return bytesInFlight;
    }

    /** Whether it begins one below the highest sequence number seen before it. */
    boolean justBelowNext() {
        return justBelowNext;
    }

    /** From the last SYN to the first acknowledgment after it; 0 unknown. */
    long initialRttNs() {
        return initialRttNs;
    }

    /** What was seen of the connection up to now. */
    WiresharkCompleteness completeness() {
        return completeness;
    }

    private void read(Packet packet) {
        Headers headers = packet.headers();
        own = sides[Sides.index(packet.side())];
        peer = sides[1 - Sides.index(packet.side())];
        seq = headers.sequence();
        ack = headers.acknowledgment();
        length = packet.payloadLength();
        control = headers.flags();
        window = headers.window();
        timeNs = packet.timeNs();
        flags = 0;
        duplicateNumber = 0;
        rtoNs = 0;
        ackRttNs = 0;
        bytesInFlight = 0;
        if (packet.connection().reused() && !own.baseKnown && !peer.baseKnown) {
            set(REUSED_PORTS);
            completeness.reused();
        }
    }

    private boolean has(int bits) {
        return (control & bits) != 0;
    }

    private void set(WiresharkFlag flag) {
        flags |= flag.bit();
    }

    /** A SYN on endpoints that are known. */
    private void syn() {
        if (!own.baseKnown) {
            return;
        }
        if (seq != own.base) {
            if (has(TcpFlags.ACK)) {
                own.base = seq;
            }
            set(REUSED_PORTS);
        } else if (!has(TcpFlags.ACK)) {
            own.nextSeq = own.mostToBeAcked; // a reset may have moved it
        }
    }

    private void analyse() {
        locate();
        justBelowNext = seq == own.nextSeq - 1;
        if (length == 1 && seq == own.nextSeq && peer.window == 0) {
            set(ZERO_WINDOW_PROBE);
        } else {
            windowsAndGaps();
            repetitions();
        }
        if (ack != own.lastAck) {
            own.duplicates = 0;
        }
        unseenData();
        boolean occupies = length > 0 || has(SYN_FIN);
        if (occupies && !KEEP_ALIVE.in(flags)) {
            retransmissions();
        }
        remember(occupies);
        long sentNs = peer.unacked.acknowledge(ack);
        if (sentNs != Packet.NO_TIME) {
            ackRttNs = timeNs - sentNs;
        }
        flight();
    }

    private void locate() {
        if (!own.baseKnown) {
            own.base = has(TcpFlags.SYN) ? seq : seq - 1;
            own.baseKnown = true;
        }
        if (has(TcpFlags.ACK)) {
            if (!peer.baseKnown) {
                peer.base = ack - 1;
                peer.baseKnown = true;
            }
            peer.flightValid = true;
        }
    }

    private void windowsAndGaps() {
        boolean plain = !has(SYN_FIN_RST);
        if (window == 0 && plain) {
            set(ZERO_WINDOW);
        }
        if (own.nextSeq != 0 && own.nextSeq - seq < 0 && !has(TcpFlags.RST)) {
            set(LOST_SEGMENT);
            own.flightValid = false;
        }
        if (length <= 1 && justBelowNext && plain) {
            set(KEEP_ALIVE);
        }
        if (length > 0 && peer.scale != WiresharkSide.SCALE_UNKNOWN && plain) {
            if (seq + length == peer.lastAck + (peer.window << peer.shift())) {
                set(WINDOW_FULL);
            }
        }
    }

    /** Packets without payload that have the numbers of the one before. */
    private void repetitions() {
        if (length > 0 || seq != own.nextSeq || ack != own.lastAck || has(SYN_FIN_RST)) {
            return;
        }
        boolean sameWindow = window == own.window;
        if (window != 0 && !sameWindow) {
            set(WINDOW_UPDATE);
        } else if (window != 0 && KEEP_ALIVE.in(peer.lastFlags)) {
            set(KEEP_ALIVE_ACK);
        } else if (window != 0) {
            set(DUPLICATE_ACK);
            own.duplicates = own.duplicates == -1 ? 1 : own.duplicates + 1;
            duplicateNumber = own.duplicates;
        } else if (sameWindow && ZERO_WINDOW_PROBE.in(peer.lastFlags)) {
            set(ZERO_WINDOW_PROBE_ACK);
        }
    }

    private void unseenData() {
        if (peer.mostToBeAcked == 0 || peer.mostToBeAcked - ack >= 0 || !has(TcpFlags.ACK)) {
            return;
        }
        if (peer.mostToBeAcked - peer.nextSeq < 0) {
            peer.mostToBeAcked = peer.nextSeq;
            set(ACK_LOST_SEGMENT);
        } else {
            if (peer.duplicates == 0) {
                set(ACK_LOST_SEGMENT);
            }
            peer.duplicates = -1;
        }
    }

    private void retransmissions() {
        if (length > 0 && peer.lastAck != 0 && seq + length - peer.lastAck <= 0) {
            set(SPURIOUS_RETRANSMISSION);
            set(RETRANSMISSION);
            return;
        }
        boolean afterProbe = length > 1 && justBelowNext;
        if (own.nextSeq == 0 || seq - own.nextSeq >= 0 || afterProbe) {
            return;
        }
        long sinceAckNs = timeNs - peer.lastAckNs;
        long sinceNextNs = timeNs - own.nextSeqNs;
        int end = seq + length + (has(SYN_FIN) ? 1 : 0);
        if (Integer.compareUnsigned(peer.duplicates, 2) >= 0
                && peer.lastAck == seq
                && sinceAckNs >= 0
                && sinceAckNs < FAST_NS) {
            set(FAST_RETRANSMISSION);
            set(RETRANSMISSION);
        } else if (sinceNextNs >= 0
                && sinceNextNs < (initialRttNs == 0 ? NEAR_NS : initialRttNs)
                && end != own.nextSeq) {
            set(OUT_OF_ORDER);
        } else {
            set(RETRANSMISSION);
            rtoNs = own.unacked.isEmpty() ? sinceNextNs : timeNs - own.unacked.oldestNs();
        }
    }

    private void remember(boolean occupies) {
        int end = seq + length;
        if (occupies && !own.unacked.isFull()) {
            end += has(SYN_FIN) ? 1 : 0;
            own.unacked.add(seq, end, timeNs);
        }
        if (!ZERO_WINDOW_PROBE.in(flags)) {
            if (own.nextSeq - end < 0 || own.nextSeq == 0) {
                own.nextSeq = end;
                own.nextSeqNs = timeNs;
            }
            if (seq == own.mostToBeAcked || own.mostToBeAcked == 0) {
                own.mostToBeAcked = own.nextSeq;
            }
        }
        own.window = window;
        own.lastAck = ack;
        own.lastAckNs = timeNs;
        own.lastFlags = flags;
    }

    private void flight() {
        if (length == 0 || own.unacked.isEmpty() || !own.flightValid) {
            return;
        }
        int flight = own.unacked.span(own.base) - peer.sackedBytes;
        if (flight > 0 && flight < MOST_IN_FLIGHT) {
            bytesInFlight = flight - (has(SYN_FIN) ? 1 : 0);
        }
    }

    /** What counts from the next packet on: Wireshark reads it after its analysis. */
    private void learn(Headers headers) {
        own.noteSack(headers);
        if (headers.windowScale() >= 0) {
            own.scale = headers.windowScale();
        }
        if (has(TcpFlags.SYN)) {
            own.beforeFirstAck = true;
            learnSyn();
        }
        if ((control & SYN_ACK) == TcpFlags.ACK) {
            own.beforeFirstAck = false;
            if (synNs != Packet.NO_TIME && initialRttNs == 0) {
                initialRttNs = timeNs - synNs;
            }
        }
    }

    private void learnSyn() {
        if (own.scale == WiresharkSide.SCALE_UNKNOWN) {
            own.scale = WiresharkSide.SCALE_NOT_USED;
            peer.scale = WiresharkSide.SCALE_NOT_USED;
        } else if (has(TcpFlags.ACK) && peer.scale == WiresharkSide.SCALE_NOT_USED) {
            own.scale = WiresharkSide.SCALE_NOT_USED;
        }
        if (!has(TcpFlags.ACK)) {
            synNs = timeNs;
        }
    }
}
