package io.tcbee.pcap;

import io.tcbee.trace.Interface;
import java.util.List;

/** The records of one file format. */
interface CaptureFormat {
    /** Bytes of a packet that are looked at: what a link layer and the headers can take. */
    int LOOK = 2048;

    /** libpcap's MAXIMUM_SNAPLEN: what a record may hold whatever its file's snap length is. */
    int MOST = 262_144;

    /** Moves to the next packet; false at the end, or at damage. */
    boolean next(CaptureRecord record);

    /** The interfaces met so far. */
    List<Interface> interfaces();

    /** pcap or pcapng and what else is worth telling, in a line. */
    String name();

    /** What the file says of the program that wrote it; empty if nothing. */
    String writer();

    /** What the file says of the operating system; empty if nothing. */
    String system();

    /** Packets that the capturing machine says it dropped. */
    long dropped();

    /** Why the walk ended before the end, "what at byte N: ..."; null if it did not. */
    String damage();
}
