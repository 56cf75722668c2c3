package io.tcbee.store;

import io.tcbee.model.Side;

/**
 * One packet as table {@code packets} tells it, with the cause of a retransmission. What is null
 * was not there.
 *
 * @param side that sent it
 * @param timeNs ns since the start of the run
 * @param seq relative, 64 bit; SYN 0
 * @param endSeq past its last byte
 * @param ack next byte that its sender expects
 * @param window bytes, scaled
 * @param payloadLength bytes
 * @param flags FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, AE 256
 * @param segments on the wire
 * @param sackLeft begin of the first SACK block
 * @param sackRight past its end
 * @param sackBlocks how many
 * @param newlyAcked bytes
 * @param verdict 0 nothing special, 1 retransmission, 2 keep-alive or probe, 3 reordered, 4 copy
 * @param cause null if it is no retransmission
 * @param spurious true if all its payload was acknowledged before; null if that is not known
 */
public record Packet(
        Side side,
        long timeNs,
        Long seq,
        Long endSeq,
        Long ack,
        Long window,
        Long payloadLength,
        Long flags,
        Long segments,
        Long ipId,
        Long ttl,
        Long ecn,
        Long tsval,
        Long tsecr,
        Long mss,
        Long sackLeft,
        Long sackRight,
        Long sackBlocks,
        Long newlyAcked,
        Long verdict,
        Cause cause,
        Boolean spurious) {
    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;
    public static final int URG = 32;
    public static final int ECE = 64;
    public static final int CWR = 128;

    /** Why the kernel sent something again: {@code cause} of table {@code retransmits}. */
    public enum Cause {
        LOSS_PROBE,
        TIMEOUT,
        FAST,
        SLOW_START,
        /** The kernel's decision was not recorded. */
        UNKNOWN;

        static Cause of(long code) {
            return switch ((int) code) {
                case 1 -> LOSS_PROBE;
                case 2 -> TIMEOUT;
                case 3 -> FAST;
                case 4 -> SLOW_START;
                default -> UNKNOWN;
            };
        }
    }

    /** Whether it has all of these flags. */
    public boolean has(int wanted) {
        return flags != null && (flags & wanted) == wanted;
    }
}
