package io.tcbee.record;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.tcbee.libbpf.Btf;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct recorder_config} of {@code bpf/include/tcbee/config.h}.
 *
 * @param targetNetns inode number of the network namespace to record; 0 is all
 * @param clsact whether packets are tapped by clsact instead of TCX
 * @param retransmitErr whether {@code tcp:tcp_retransmit_skb} tells why nothing was sent
 * @param jiffyUs us per jiffy of this kernel
 * @param recorderPid process whose calls are not recorded; 0 is none
 * @param resetReason whether {@code tcp:tcp_send_reset} tells why
 * @param kfreeRxSk whether {@code skb:kfree_skb} tells the socket that dropped the packet
 * @param ringSegments MiB of each CPU's first ring; a power of two
 * @param packetNetns whether a packet tells its network namespace
 * @param packetState whether a packet that goes out carries the state of its socket
 */
record Config(
        long targetNetns,
        boolean clsact,
        boolean retransmitErr,
        int jiffyUs,
        long recorderPid,
        boolean resetReason,
        boolean kfreeRxSk,
        int ringSegments,
        boolean packetNetns,
        boolean packetState) {
    static final long BYTES = 32;
    static final long TARGET_NETNS = 0;
    static final long PACKET_NETNS = 4;
    static final long PACKET_HOOK = 6;
    static final long RETRANSMIT_ERR = 7;
    static final long JIFFY_US = 8;
    static final long RECORDER_PID = 12;
    static final long RING_SEGMENTS = 16;
    static final long RING_SEGMENTS_NESTED = 20;
    static final long PACKET_STATE = 24;
    static final long RESET_REASON = 28;
    static final long KFREE_RX_SK = 29;

    /** One event in a thousand interrupts another. */
    private static final int NESTED_SHARE = 8;

    /** The configuration that fits this kernel. */
    static Config of(Btf kernel, long targetNetns, boolean clsact, long recorderPid) {
        return new Config(
                targetNetns,
                clsact,
                kernel.tracepointArguments("tcp_retransmit_skb") > 2,
                Machine.jiffyUs(),
                recorderPid,
                kernel.tracepointArguments("tcp_send_reset") > 2,
                kernel.tracepointArguments("kfree_skb") > 3,
                1,
                false,
                false);
    }

    /** The same, with rings of that size. */
    Config withRingSegments(int mebibytes) {
        return new Config(
                targetNetns,
                clsact,
                retransmitErr,
                jiffyUs,
                recorderPid,
                resetReason,
                kfreeRxSk,
                mebibytes,
                packetNetns,
                packetState);
    }

    /** The same, with the state of the socket in each packet that goes out, or without. */
    Config withPacketState(boolean wanted) {
        return new Config(
                targetNetns,
                clsact,
                retransmitErr,
                jiffyUs,
                recorderPid,
                resetReason,
                kfreeRxSk,
                ringSegments,
                packetNetns,
                wanted);
    }

    /** The same, with the network namespace told by each packet, or without. */
    Config withPacketNetns(boolean wanted) {
        return new Config(
                targetNetns,
                clsact,
                retransmitErr,
                jiffyUs,
                recorderPid,
                resetReason,
                kfreeRxSk,
                ringSegments,
                wanted,
                packetState);
    }

    /** MiB of each CPU's second ring, which an event takes that interrupts another. */
    int ringSegmentsNested() {
        return Math.max(1, ringSegments / NESTED_SHARE);
    }

    /** Fills the struct at {@code config}. */
    void write(MemorySegment config) {
        config.set(JAVA_INT, TARGET_NETNS, (int) targetNetns);
        config.set(JAVA_BYTE, PACKET_NETNS, (byte) (packetNetns ? 1 : 0));
        config.set(JAVA_BYTE, PACKET_HOOK, (byte) (clsact ? 1 : 0));
        config.set(JAVA_BYTE, RETRANSMIT_ERR, (byte) (retransmitErr ? 1 : 0));
        config.set(JAVA_INT, JIFFY_US, jiffyUs);
        config.set(JAVA_INT, RECORDER_PID, (int) recorderPid);
        config.set(JAVA_INT, RING_SEGMENTS, ringSegments);
        config.set(JAVA_INT, RING_SEGMENTS_NESTED, ringSegmentsNested());
        config.set(JAVA_INT, PACKET_STATE, packetState ? 1 : 0);
        config.set(JAVA_BYTE, RESET_REASON, (byte) (resetReason ? 1 : 0));
        config.set(JAVA_BYTE, KFREE_RX_SK, (byte) (kfreeRxSk ? 1 : 0));
    }
}
