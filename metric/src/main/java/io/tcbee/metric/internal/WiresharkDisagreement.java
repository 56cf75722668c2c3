package io.tcbee.metric.internal;

import static io.tcbee.metric.internal.WiresharkFlag.DUPLICATE_ACK;
import static io.tcbee.metric.internal.WiresharkFlag.KEEP_ALIVE;
import static io.tcbee.metric.internal.WiresharkFlag.KEEP_ALIVE_ACK;
import static io.tcbee.metric.internal.WiresharkFlag.OUT_OF_ORDER;
import static io.tcbee.metric.internal.WiresharkFlag.RETRANSMISSION;
import static io.tcbee.metric.internal.WiresharkFlag.REUSED_PORTS;

import io.tcbee.tcp.Packet;
import io.tcbee.tcp.Sender;
import io.tcbee.tcp.TcpFlags;

/**
 * Why Wireshark calls a packet otherwise than {@link Packet} does. The numbers are those of {@code
 * docs/metrics/wireshark.md} and never change.
 */
enum WiresharkDisagreement {
    /** The path made a copy; Wireshark does not look for copies. */
    PATH_DUPLICATE(1),
    /** Sent before what was seen earlier; Wireshark looks at times, not at what was sent first. */
    REORDERED(2),
    /** Sent again, soon after the highest number was seen: out_of_order to Wireshark. */
    SENT_AGAIN_SOON(3),
    /** Sent again, one byte or none just below the highest number: keep_alive to Wireshark. */
    SENT_AGAIN_ONE_BYTE(4),
    /** Sent again from just below the highest number: taken for data after a probe. */
    SENT_AGAIN_AFTER_PROBE(5),
    /** The first transmission was not captured, only acknowledged; Wireshark asks it was seen. */
    NOT_CAPTURED(6),
    /** A probe of a closed window: keep_alive to Wireshark, which asks for the number alone. */
    WINDOW_PROBE(7),
    /** Not idle, or data is outstanding: still a keep_alive to Wireshark. */
    NOT_IDLE(8),
    /** Fills a hole, and no header tells whether it was sent again. */
    UNDECIDED(9),
    /** Data behind a packet without any, whose number Wireshark takes for the highest sent. */
    BEHIND_ACK(10),
    /** A reset's number is no transmission, which Wireshark takes it for. */
    RESET(11),
    /** A duplicate acknowledgment that answers what Wireshark called a keep_alive. */
    ANSWERS_KEEP_ALIVE(12),
    /** A duplicate acknowledgment with window 0, which Wireshark never calls one. */
    DUPLICATE_WITH_ZERO_WINDOW(13),
    /** A duplicate acknowledgment, but the packet before had another number. */
    DUPLICATE_NOT_IN_A_ROW(14),
    /** Repeats an acknowledgment while nothing is outstanding: duplicate_ack to Wireshark. */
    NOTHING_OUTSTANDING(15),
    /** Repeats an acknowledgment below the greatest: duplicate_ack to Wireshark. */
    OLD_ACK(16),
    /** A keep-alive, but probes and what was not captured do not count to Wireshark's highest. */
    OTHER_NUMBER(17),
    /** More than 2^30 away from what was sent or acknowledged: left out here. */
    FAR_OFF(18),
    /** A SYN-ACK with another initial number: sequence numbers start over here. */
    STARTS_OVER(19),
    /** None of these. */
    OTHER(99);

    private static final long FAR = 1L << 30;

    private final int number;

    WiresharkDisagreement(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Null if both agree on {@code packet}, which {@code analysis} has just taken in. */
    static WiresharkDisagreement of(Packet packet, WiresharkAnalysis analysis) {
        int flags = analysis.flags();
        boolean duplicate = DUPLICATE_ACK.in(flags);
        if (duplicate != packet.duplicateAck5681()) {
            return duplicate ? onlyTheirDuplicate(packet) : onlyOurDuplicate(packet, flags);
        }
        if (packet.pathDuplicate()) {
            return PATH_DUPLICATE;
        }
        if (packet.reordered()) {
            return OUT_OF_ORDER.in(flags) ? null : REORDERED;
        }
        if (packet.retransmission()) {
            return RETRANSMISSION.in(flags) ? null : onlyOurRetransmission(packet, analysis);
        }
        if (KEEP_ALIVE.in(flags)) {
            return keepAlive(packet);
        }
        if (packet.keepAlive()) {
            return OTHER_NUMBER;
        }
        boolean again = RETRANSMISSION.in(flags) || OUT_OF_ORDER.in(flags);
        return again ? onlyTheirRetransmission(packet, flags) : null;
    }

    private static WiresharkDisagreement onlyOurRetransmission(
            Packet packet, WiresharkAnalysis analysis) {
        if (OUT_OF_ORDER.in(analysis.flags())) {
            return SENT_AGAIN_SOON;
        }
        if (KEEP_ALIVE.in(analysis.flags())) {
            return SENT_AGAIN_ONE_BYTE;
        }
        boolean afterProbe = analysis.justBelowNext() && packet.payloadLength() > 1;
        return afterProbe ? SENT_AGAIN_AFTER_PROBE : NOT_CAPTURED;
    }

    private static WiresharkDisagreement keepAlive(Packet packet) {
        if (packet.connection().sender(packet.side().other()).window() == 0) {
            return WINDOW_PROBE;
        }
        return packet.keepAlive() ? null : NOT_IDLE;
    }

    private static WiresharkDisagreement onlyTheirRetransmission(Packet packet, int flags) {
        Sender sender = packet.connection().sender(packet.side());
        if (REUSED_PORTS.in(flags)) {
            return STARTS_OVER;
        }
        if (packet.has(TcpFlags.RST)) {
            return RESET;
        }
        if (Math.abs(packet.seq() - sender.maxend()) > FAR) {
            return FAR_OFF;
        }
        if (packet.end() < sender.maxend()) {
            return UNDECIDED;
        }
        return packet.newBytes() > 0 || packet.has(TcpFlags.FIN) ? BEHIND_ACK : OTHER;
    }

    private static WiresharkDisagreement onlyOurDuplicate(Packet packet, int flags) {
        if (KEEP_ALIVE_ACK.in(flags)) {
            return ANSWERS_KEEP_ALIVE;
        }
        boolean closed = packet.headers().window() == 0;
        return closed ? DUPLICATE_WITH_ZERO_WINDOW : DUPLICATE_NOT_IN_A_ROW;
    }

    private static WiresharkDisagreement onlyTheirDuplicate(Packet packet) {
        Sender sender = packet.connection().sender(packet.side().other());
        if (packet.ack() == Packet.NO_SEQUENCE || packet.ack() < sender.una()) {
            return OLD_ACK;
        }
        if (packet.ack() - sender.una() > FAR) {
            return FAR_OFF;
        }
        if (packet.keepAlive()) {
            return OTHER_NUMBER;
        }
        return sender.flight() == 0 ? NOTHING_OUTSTANDING : OTHER;
    }
}
