package io.tcbee.pcap;

import java.lang.foreign.MemorySegment;

/** The packet that a capture file holds next, as the file describes it. A flyweight. */
final class CaptureRecord {
    /** Nothing says which way it went. */
    static final int UNKNOWN = 2;

    /** Holds the packet's first bytes. */
    MemorySegment bytes;

    /** Where in {@link #bytes} the packet begins. */
    int at;

    /** Bytes of the packet that can be looked at. */
    int length;

    /** Bytes of the packet that the capture has. */
    int captured;

    /** Bytes that the packet had on the wire. */
    long original;

    /** LINKTYPE_ value. */
    int link;

    /** Number of its interface in the file, 1 and up. */
    int interfaceNumber;

    /** ns since 1970 UTC; {@link Long#MIN_VALUE} if the file has no time for it. */
    long timeNs;

    /** 0 in, 1 out, {@link #UNKNOWN}. */
    int direction;
}
