package io.tcbee.pcap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Finds where IP begins in a packet.
 *
 * <p>Sources: the registry of LINKTYPE_ values; IEEE 802.1Q and 802.1ad (tags), RFC 1661 and RFC
 * 1662 (PPP), RFC 2516 (PPPoE), RFC 1042 (SNAP).
 */
final class LinkLayer {
    static final int NULL = 0;
    static final int ETHERNET = 1;
    static final int PPP = 9;
    static final int PPP_HDLC = 50;
    static final int PPPOE = 51;
    static final int RAW = 101;
    static final int LOOP = 108;
    static final int COOKED = 113;
    static final int IPV4 = 228;
    static final int IPV6 = 229;
    static final int COOKED2 = 276;

    /** The packet has no IP, or is not a whole one. */
    static final int NOT_IP = -1;

    /** The capture has not enough of the packet to tell. */
    static final int CUT = -2;

    /** This version cannot read packets of this link type. */
    static final int UNREADABLE = -3;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86dd;
    private static final int TYPE_VLAN = 0x8100;
    private static final int TYPE_PROVIDER_VLAN = 0x88a8;
    private static final int TYPE_OLD_QINQ = 0x9100;
    private static final int TYPE_PPPOE = 0x8864;
    private static final int MOST_TAGS = 8;
    private static final int LEAST_TYPE = 0x600; // below it the field is a length
    private static final int SNAP = 0xaaaa;
    private static final int PPP_IPV4 = 0x21;
    private static final int PPP_IPV6 = 0x57;
    private static final int PPP_ADDRESS_CONTROL = 0xff03;
    private static final int OUTGOING = 4; // if_packet.h, PACKET_OUTGOING

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(NULL, "null"),
                    Map.entry(ETHERNET, "Ethernet"),
                    Map.entry(PPP, "PPP"),
                    Map.entry(PPP_HDLC, "PPP in HDLC"),
                    Map.entry(PPPOE, "PPPoE"),
                    Map.entry(RAW, "raw IP"),
                    Map.entry(12, "raw IP"),
                    Map.entry(14, "raw IP"),
                    Map.entry(LOOP, "loop"),
                    Map.entry(COOKED, "Linux cooked v1"),
                    Map.entry(COOKED2, "Linux cooked v2"),
                    Map.entry(IPV4, "IPv4"),
                    Map.entry(IPV6, "IPv6"),
                    Map.entry(105, "IEEE 802.11"),
                    Map.entry(119, "IEEE 802.11 with Prism header"),
                    Map.entry(127, "IEEE 802.11 with radiotap header"),
                    Map.entry(163, "IEEE 802.11 with AVS header"),
                    Map.entry(192, "IEEE 802.11 with PPI header"),
                    Map.entry(189, "USB"),
                    Map.entry(220, "USB"),
                    Map.entry(239, "netfilter log"),
                    Map.entry(195, "IEEE 802.15.4"),
                    Map.entry(201, "Bluetooth"),
                    Map.entry(227, "CAN"));

    private LinkLayer() {}

    /** For people; a number where there is no name. */
    static String name(int link) {
        String name = NAMES.get(link);
        return name == null ? "link type " + link : name + " (" + link + ")";
    }

    /** {@link io.tcbee.trace.Interface#link} of it. */
    static String kind(int link) {
        return switch (link) {
            case RAW, 12, 14, IPV4, IPV6 -> "raw";
            case ETHERNET -> "ethernet";
            default -> name(link);
        };
    }

    /**
     * Where IP begins in {@code packet}, counted from its first byte, or a negative reason. Takes
     * over the direction where the link layer tells it.
     */
    static int ip(CaptureRecord packet) {
        return switch (packet.link) {
            case ETHERNET -> ethernet(packet);
            case RAW, 12, 14, IPV4, IPV6 -> 0;
            case COOKED -> cooked(packet);
            case COOKED2 -> cooked2(packet);
            case NULL, LOOP -> packet.length < 4 ? CUT : 4;
            case PPP, PPP_HDLC -> ppp(packet, 0);
            case PPPOE -> pppoe(packet, 0);
            default -> UNREADABLE;
        };
    }

    private static int u16(CaptureRecord packet, int offset) {
        MemorySegment bytes = packet.bytes;
        return Short.toUnsignedInt(bytes.get(U16, packet.at + offset));
    }

    private static int ethernet(CaptureRecord packet) {
        return packet.length < 14 ? CUT : ofType(packet, 12);
    }

    /** What follows the EtherType at {@code at}, tags passed over. */
    private static int ofType(CaptureRecord packet, int at) {
        int place = at;
        for (int tags = 0; tags <= MOST_TAGS; tags++) {
            if (packet.length < place + 2) {
                return CUT;
            }
            switch (u16(packet, place)) {
                case TYPE_IPV4, TYPE_IPV6 -> {
                    return place + 2;
                }
                case TYPE_VLAN, TYPE_PROVIDER_VLAN, TYPE_OLD_QINQ -> place += 4;
                case TYPE_PPPOE -> {
                    return pppoe(packet, place + 2);
                }
                default -> {
                    return logicalLink(packet, place);
                }
            }
        }
        return NOT_IP;
    }

    /** IP behind an IEEE 802.2 header with SNAP: LLC aa aa 03, organisation 0, EtherType. */
    private static int logicalLink(CaptureRecord packet, int place) {
        boolean length = u16(packet, place) < LEAST_TYPE;
        if (!length || packet.length < place + 10 || u16(packet, place + 2) != SNAP) {
            return NOT_IP;
        }
        int type = u16(packet, place + 8);
        return type == TYPE_IPV4 || type == TYPE_IPV6 ? place + 10 : NOT_IP;
    }

    private static int cooked(CaptureRecord packet) {
        if (packet.length < 16) {
            return CUT;
        }
        direction(packet, u16(packet, 0));
        return ofType(packet, 14);
    }

    private static int cooked2(CaptureRecord packet) {
        if (packet.length < 20) {
            return CUT;
        }
        direction(packet, packet.bytes.get(JAVA_BYTE, packet.at + 10) & 0xff);
        int type = u16(packet, 0);
        if (type == TYPE_IPV4 || type == TYPE_IPV6) {
            return 20;
        }
        boolean tagged = type == TYPE_VLAN || type == TYPE_PROVIDER_VLAN || type == TYPE_OLD_QINQ;
        return tagged ? ofType(packet, 22) : NOT_IP;
    }

    private static void direction(CaptureRecord packet, int type) {
        if (packet.direction == CaptureRecord.UNKNOWN) {
            // 3 is a packet to somebody else: neither in nor out
            packet.direction = type == OUTGOING ? 1 : type == 3 ? CaptureRecord.UNKNOWN : 0;
        }
    }

    private static int pppoe(CaptureRecord packet, int at) {
        if (packet.length < at + 6) {
            return CUT;
        }
        boolean session = packet.bytes.get(JAVA_BYTE, packet.at + at + 1) == 0;
        return session ? ppp(packet, at + 6) : NOT_IP;
    }

    private static int ppp(CaptureRecord packet, int at) {
        if (packet.length < at + 4) {
            return CUT;
        }
        int place = u16(packet, at) == PPP_ADDRESS_CONTROL ? at + 2 : at;
        int first = packet.bytes.get(JAVA_BYTE, packet.at + place) & 0xff;
        boolean compressed = (first & 1) == 1; // RFC 1661, section 6.5
        int protocol = compressed ? first : u16(packet, place);
        boolean ip = protocol == PPP_IPV4 || protocol == PPP_IPV6;
        return ip ? place + (compressed ? 1 : 2) : NOT_IP;
    }
}
