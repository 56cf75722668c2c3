package io.tcbee.tcp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The IP and TCP headers of one packet, read from bytes in network order.
 *
 * <p>A flyweight: {@link #parse} forgets the packet before. Sources: RFC 791, RFC 8200, RFC 9293
 * (section 3.1), RFC 7323 (window scale, timestamps), RFC 2018 (SACK).
 */
public final class Headers {
    /** Blocks that fit into 40 bytes of options. */
    public static final int MAX_SACK_BLOCKS = 4;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final int TCP_LENGTH = 20;
    private static final int PROTOCOL_TCP = 6;
    private static final long MAPPED = 0xffff_0000_0000L;

    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private boolean ipv4;
    private int sourcePort;
    private int destinationPort;
    private int sequence;
    private int acknowledgment;
    private int flags;
    private int window;
    private int ipId;
    private int ttl;
    private int trafficClass;
    private int mss;
    private int windowScale;
    private boolean sackPermitted;
    private boolean timestamps;
    private int tsval;
    private int tsecr;
    private int sackBlocks;
    private int optionBytes;
    private final int[] sackEdges = new int[2 * MAX_SACK_BLOCKS];

    /**
     * Reads the headers at {@code at}.
     *
     * @param ipLength bytes of IP header, extension headers included
     * @param tcpLength bytes of TCP header, options included
     * @return false if these are not the headers of a TCP segment; nothing may be read then
     */
    public boolean parse(MemorySegment bytes, long at, int ipLength, int tcpLength) {
        if (tcpLength < TCP_LENGTH || at + ipLength + tcpLength > bytes.byteSize()) {
            return false;
        }
        if (!parseIp(bytes, at, ipLength)) {
            return false;
        }
        parseTcp(bytes, at + ipLength, tcpLength);
        return true;
    }

    private boolean parseIp(MemorySegment bytes, long at, int ipLength) {
        if (ipLength < IPV4_LENGTH) {
            return false;
        }
        int version = (bytes.get(JAVA_BYTE, at) & 0xff) >>> 4;
        if (version == 4) {
            ipv4 = true;
            trafficClass = bytes.get(JAVA_BYTE, at + 1) & 0xff;
            ipId = Short.toUnsignedInt(bytes.get(SHORT, at + 4));
            ttl = bytes.get(JAVA_BYTE, at + 8) & 0xff;
            sourceHigh = 0;
            destinationHigh = 0;
            sourceLow = MAPPED | Integer.toUnsignedLong(bytes.get(INT, at + 12));
            destinationLow = MAPPED | Integer.toUnsignedLong(bytes.get(INT, at + 16));
            return bytes.get(JAVA_BYTE, at + 9) == PROTOCOL_TCP;
        }
        if (version != 6 || ipLength < IPV6_LENGTH) {
            return false;
        }
        ipv4 = false;
        trafficClass = (bytes.get(INT, at) >>> 20) & 0xff;
        ipId = 0;
        ttl = bytes.get(JAVA_BYTE, at + 7) & 0xff;
        sourceHigh = bytes.get(LONG, at + 8);
        sourceLow = bytes.get(LONG, at + 16);
        destinationHigh = bytes.get(LONG, at + 24);
        destinationLow = bytes.get(LONG, at + 32);
        return true; // whoever told ipLength walked the extension headers to TCP
    }

    private void parseTcp(MemorySegment bytes, long at, int tcpLength) {
        optionBytes = tcpLength - TCP_LENGTH;
        sourcePort = Short.toUnsignedInt(bytes.get(SHORT, at));
        destinationPort = Short.toUnsignedInt(bytes.get(SHORT, at + 2));
        sequence = bytes.get(INT, at + 4);
        acknowledgment = bytes.get(INT, at + 8);
        flags = bytes.get(SHORT, at + 12) & 0x1ff;
        window = Short.toUnsignedInt(bytes.get(SHORT, at + 14));
        mss = -1;
        windowScale = -1;
        sackPermitted = false;
        timestamps = false;
        sackBlocks = 0;
        parseOptions(bytes, at + TCP_LENGTH, at + tcpLength);
    }

    private void parseOptions(MemorySegment bytes, long from, long end) {
        long at = from;
        while (at < end) {
            int kind = bytes.get(JAVA_BYTE, at) & 0xff;
            if (kind == 0) {
                return;
            }
            if (kind == 1) {
                at++;
                continue;
            }
            if (at + 1 >= end) {
                return;
            }
            int length = bytes.get(JAVA_BYTE, at + 1) & 0xff;
            if (length < 2 || at + length > end) {
                return;
            }
            parseOption(bytes, at, kind, length);
            at += length;
        }
    }

    private void parseOption(MemorySegment bytes, long at, int kind, int length) {
        if (kind == 2 && length == 4) {
            mss = Short.toUnsignedInt(bytes.get(SHORT, at + 2));
        } else if (kind == 3 && length == 3) {
            // RFC 7323, section 2.3: a shift above 14 is used as 14.
            windowScale = Math.min(14, bytes.get(JAVA_BYTE, at + 2) & 0xff);
        } else if (kind == 4 && length == 2) {
            sackPermitted = true;
        } else if (kind == 5 && length >= 10 && (length - 2) % 8 == 0) {
            sackBlocks = Math.min(MAX_SACK_BLOCKS, (length - 2) / 8);
            for (int i = 0; i < 2 * sackBlocks; i++) {
                sackEdges[i] = bytes.get(INT, at + 2 + 4L * i);
            }
        } else if (kind == 8 && length == 10) {
            timestamps = true;
            tsval = bytes.get(INT, at + 2);
            tsecr = bytes.get(INT, at + 6);
        }
    }

    /** First 8 bytes of the source address, IPv4 mapped. */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** Last 8 bytes of the source address, IPv4 mapped. */
    public long sourceLow() {
        return sourceLow;
    }

    public long destinationHigh() {
        return destinationHigh;
    }

    public long destinationLow() {
        return destinationLow;
    }

    public boolean ipv4() {
        return ipv4;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    /** As on the wire, modulo 2^32. */
    public int sequence() {
        return sequence;
    }

    /** As on the wire, modulo 2^32; meaningless without {@link TcpFlags#ACK}. */
    public int acknowledgment() {
        return acknowledgment;
    }

    /** {@link TcpFlags}. */
    public int flags() {
        return flags;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The field itself, not scaled. */
    public int window() {
        return window;
    }

    /** Identification of IPv4; 0 in IPv6. */
    public int ipId() {
        return ipId;
    }

    /** Time to live, or hop limit. */
    public int ttl() {
        return ttl;
    }

    /** Six bits of DSCP, two of ECN. */
    public int trafficClass() {
        return trafficClass;
    }

    /** -1 without that option. */
    public int mss() {
        return mss;
    }

    /** 0 to 14; -1 without that option. */
    public int windowScale() {
        return windowScale;
    }

    public boolean sackPermitted() {
        return sackPermitted;
    }

    public boolean timestamps() {
        return timestamps;
    }

    public int tsval() {
        return tsval;
    }

    public int tsecr() {
        return tsecr;
    }

    /** Bytes of TCP options, padding included. */
    public int optionBytes() {
        return optionBytes;
    }

    /** 0 to {@link #MAX_SACK_BLOCKS}. */
    public int sackBlocks() {
        return sackBlocks;
    }

    public int sackLeft(int block) {
        return sackEdges[2 * block];
    }

    public int sackRight(int block) {
        return sackEdges[2 * block + 1];
    }
}
