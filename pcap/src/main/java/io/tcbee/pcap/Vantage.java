package io.tcbee.pcap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.PacketEvent;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the capture was taken, where neither the file nor the link layer tells which way a packet
 * went.
 *
 * <p>A handshake tells it: a host answers at once, and the other's answer takes a round trip. Where
 * one of the two gaps (SYN to SYN-ACK, SYN-ACK to ACK) is {@link #RATIO} times the other, the host
 * that answered at once is near. A packet from a near address to another is out, the reverse in; of
 * the machine's own addresses (127.0.0.0/8, ::1, or both ends the same) all are out. Everything
 * else stays unknown. A SYN-ACK that was sent again without another SYN tells nothing.
 */
final class Vantage {
    /** A stack answers in tens of us; nothing is concluded from paths that are as short. */
    static final int RATIO = 8;

    private static final int RECENT_BITS = 10;
    private static final int MOST_PENDING = 256;
    private static final int MOST_ADDRESSES = 1 << 16;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long HEADERS = PacketEvent.HEADERS.offset();
    private static final long IP_LENGTH = PacketEvent.IP_LENGTH.offset();

    /** An address; the upper half is 0 for IPv4. */
    private record Address(long high, long low) {
        boolean loopback(boolean ipv4) {
            return ipv4 ? low >>> 24 == 127 : high == 0 && low == 1;
        }
    }

    /** Both ends as the client sees them. */
    private record Ends(Address client, Address server, int ports) {}

    private static final class Handshake {
        long synNs;
        long synAckNs = Long.MIN_VALUE;
        int serverNext;
        boolean repeated;

        Handshake(long synNs) {
            this.synNs = synNs;
        }
    }

    private final Map<Ends, Handshake> pending =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Ends, Handshake> eldest) {
                    return size() > MOST_PENDING;
                }
            };
    private final Map<Address, Integer> votes = new HashMap<>();
    private int votesCast = 1;

    /** What was concluded for pairs of IPv4 addresses after so many votes. */
    private final long[] recentPairs = new long[1 << RECENT_BITS];

    private final int[] recentVotes = new int[1 << RECENT_BITS];
    private final int[] recentDirections = new int[1 << RECENT_BITS];

    /** Sets the direction of the packet in that slot, and of those before it, if they are told. */
    void place(EventWindow window, int slot) {
        if (window.direction(slot) != CaptureRecord.UNKNOWN) {
            return;
        }
        MemorySegment bytes = window.bytes();
        long ip = EventWindow.at(slot) + HEADERS;
        long tcp = ip + (bytes.get(JAVA_BYTE, EventWindow.at(slot) + IP_LENGTH) & 0xff);
        int flags = bytes.get(JAVA_BYTE, tcp + 13) & (SYN | RST | ACK);
        boolean learnt =
                (!pending.isEmpty() || (flags & SYN) != 0)
                        && handshake(bytes, ip, tcp, flags, window.timeNs(slot));
        if (learnt) {
            for (int waiting : window.waiting()) {
                direct(window, waiting);
            }
        } else {
            direct(window, slot);
        }
    }

    private void direct(EventWindow window, int slot) {
        if (window.direction(slot) != CaptureRecord.UNKNOWN) {
            return;
        }
        MemorySegment bytes = window.bytes();
        long ip = EventWindow.at(slot) + HEADERS;
        boolean ipv4 = bytes.get(JAVA_BYTE, ip) >>> 4 == 4;
        if (!ipv4) {
            window.direction(slot, direction(source(bytes, ip), destination(bytes, ip), false));
            return;
        }
        long both = bytes.get(LONG, ip + 12);
        int place = (int) ((both * 0x9e37_79b9_7f4a_7c15L) >>> (Long.SIZE - RECENT_BITS));
        if (recentPairs[place] != both || recentVotes[place] != votesCast) {
            recentPairs[place] = both;
            recentVotes[place] = votesCast;
            recentDirections[place] = direction(source(bytes, ip), destination(bytes, ip), true);
        }
        window.direction(slot, recentDirections[place]);
    }

    private int direction(Address source, Address destination, boolean ipv4) {
        if (source.loopback(ipv4) || source.equals(destination)) {
            return 1;
        }
        boolean sourceNear = near(source);
        if (sourceNear == near(destination)) {
            return CaptureRecord.UNKNOWN;
        }
        return sourceNear ? 1 : 0;
    }

    private boolean near(Address address) {
        return !votes.isEmpty() && votes.getOrDefault(address, 0) > 0;
    }

    private static Address source(MemorySegment bytes, long ip) {
        return bytes.get(JAVA_BYTE, ip) >>> 4 == 4
                ? new Address(0, Integer.toUnsignedLong(bytes.get(INT, ip + 12)))
                : new Address(bytes.get(LONG, ip + 8), bytes.get(LONG, ip + 16));
    }

    private static Address destination(MemorySegment bytes, long ip) {
        return bytes.get(JAVA_BYTE, ip) >>> 4 == 4
                ? new Address(0, Integer.toUnsignedLong(bytes.get(INT, ip + 16)))
                : new Address(bytes.get(LONG, ip + 24), bytes.get(LONG, ip + 32));
    }

    /** Returns whether an address was learnt to be near. */
    private boolean handshake(MemorySegment bytes, long ip, long tcp, int flags, long timeNs) {
        Address source = source(bytes, ip);
        Address destination = destination(bytes, ip);
        int ports = bytes.get(INT, tcp);
        if (flags == SYN) {
            Handshake before = pending.get(new Ends(source, destination, ports));
            if (before != null) {
                before.synNs = timeNs; // sent again: what answers it counts
                before.synAckNs = Long.MIN_VALUE;
            } else {
                pending.put(new Ends(source, destination, ports), new Handshake(timeNs));
            }
        } else if (flags == (SYN | ACK)) {
            Ends ends = new Ends(destination, source, ports << 16 | ports >>> 16);
            Handshake found = pending.get(ends);
            if (found != null) {
                found.repeated |= found.synAckNs != Long.MIN_VALUE;
                found.synAckNs = timeNs;
                found.serverNext = bytes.get(INT, tcp + 4) + 1;
            }
        } else {
            Ends ends = new Ends(source, destination, ports);
            Handshake found = pending.get(ends);
            if (found != null && found.synAckNs != Long.MIN_VALUE) {
                pending.remove(ends);
                boolean answer = flags == ACK && bytes.get(INT, tcp + 8) == found.serverNext;
                return answer && !found.repeated && learn(ends, found, timeNs);
            }
        }
        return false;
    }

    private boolean learn(Ends ends, Handshake handshake, long ackNs) {
        long server = handshake.synAckNs - handshake.synNs;
        long client = ackNs - handshake.synAckNs;
        if (server < 0 || client < 0) {
            return false;
        }
        if (server / RATIO > client) {
            return vote(ends.client(), ends.server());
        }
        return client / RATIO > server && vote(ends.server(), ends.client());
    }

    private boolean vote(Address near, Address far) {
        if (votes.size() >= MOST_ADDRESSES) {
            return false;
        }
        boolean known = near(near) && !near(far);
        votesCast++;
        votes.merge(near, 1, Integer::sum);
        votes.merge(far, -1, Integer::sum);
        return !known;
    }
}
