package io.tcbee.pcap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.PacketEvent;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Packets as {@code packet_event}s, in a window that puts them in order of time: one that lies up
 * to {@link #DEPTH} packets and a second too late in the file is moved to its place.
 *
 * <p>A time that is more than a second behind the greatest before it is no disorder but a clock
 * that was set back: the packet stays where the file has it, and so do those that follow.
 */
final class EventWindow {
    /** Packets that the window reads ahead. */
    static final int DEPTH = 8192;

    private static final int SLOTS = 2 * DEPTH;
    private static final long CLOCK_STEP_NS = 1_000_000_000L;
    private static final int SLOT = (int) PacketEvent.HEADERS.offset() + 120;
    private static final int MOST_HEADERS = 120;
    private static final int IPV6_LENGTH = 40;
    private static final int HOOK_CAPTURE = 3;

    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long TIME = EventHeader.TIME_NS.offset();
    private static final long TYPE = EventHeader.TYPE.offset();
    private static final long LENGTH = EventHeader.LENGTH.offset();
    private static final long IFINDEX = PacketEvent.IFINDEX.offset();
    private static final long PAYLOAD = PacketEvent.PAYLOAD_LENGTH.offset();
    private static final long DIRECTION = PacketEvent.DIRECTION.offset();
    private static final long IP_LENGTH = PacketEvent.IP_LENGTH.offset();
    private static final long TCP_LENGTH = PacketEvent.TCP_LENGTH.offset();
    private static final long HOOK = PacketEvent.HOOK.offset();
    private static final long HEADERS = PacketEvent.HEADERS.offset();

    private final MemorySegment slots = MemorySegment.ofArray(new byte[SLOTS * SLOT]);
    private final long[] keys = new long[SLOTS];
    private final int[] order = new int[SLOTS]; // slots that wait, the next one first
    private final int[] free = new int[SLOTS];
    private final int[] spare = new int[SLOTS];
    private int freeCount = SLOTS;
    private int from;
    private int to;
    private boolean disordered;
    private boolean any;
    private long greatestKey;
    private long shift;
    private long steps;

    EventWindow() {
        for (int i = 0; i < SLOTS; i++) {
            free[i] = i;
        }
    }

    /** Whether another packet must be added before one may be taken, unless there is none. */
    boolean wants() {
        return to - from < SLOTS && freeCount > 0;
    }

    /** Packets that wait. */
    int size() {
        return to - from;
    }

    /** Times that were more than a second behind. */
    long steps() {
        return steps;
    }

    /** Adds a packet of TCP; returns its slot. */
    int add(CaptureRecord packet, int ip, TcpFinder tcp, long timeNs) {
        int slot = free[--freeCount];
        long at = (long) slot * SLOT;
        int ipLength = tcp.tcp() - ip;
        int tcpLength = tcp.tcpLength();
        if (ipLength + tcpLength <= MOST_HEADERS) {
            copy(packet, ip, at + HEADERS, ipLength + tcpLength);
        } else {
            // As the recorder does it: extension headers that are too many to keep are left out.
            ipLength = IPV6_LENGTH;
            copy(packet, ip, at + HEADERS, ipLength);
            copy(packet, tcp.tcp(), at + HEADERS + ipLength, tcpLength);
        }
        slots.set(U64, at + TIME, timeNs);
        slots.set(U16, at + TYPE, (short) PacketEvent.TYPE.id());
        slots.set(U16, at + LENGTH, (short) (HEADERS + ((ipLength + tcpLength + 7) & ~7)));
        slots.set(U32, at + IFINDEX, packet.interfaceNumber);
        slots.set(U32, at + PAYLOAD, (int) tcp.payload());
        slots.set(JAVA_BYTE, at + DIRECTION, (byte) packet.direction);
        slots.set(JAVA_BYTE, at + IP_LENGTH, (byte) ipLength);
        slots.set(JAVA_BYTE, at + TCP_LENGTH, (byte) tcpLength);
        slots.set(JAVA_BYTE, at + HOOK, (byte) HOOK_CAPTURE);
        enqueue(slot, timeNs);
        return slot;
    }

    private void copy(CaptureRecord packet, int offset, long target, int length) {
        MemorySegment.copy(packet.bytes, packet.at + (long) offset, slots, target, length);
    }

    private void enqueue(int slot, long timeNs) {
        long key = timeNs + shift;
        if (!any) {
            any = true;
            greatestKey = key;
        } else if (key < greatestKey - CLOCK_STEP_NS) {
            steps++;
            shift += greatestKey - key;
            key = greatestKey;
        }
        disordered |= key < greatestKey;
        greatestKey = Math.max(greatestKey, key);
        keys[slot] = key;
        if (to == SLOTS) {
            System.arraycopy(order, from, order, 0, to - from);
            to -= from;
            from = 0;
        }
        order[to++] = slot;
    }

    /** Puts what waits in order; to be called before packets are taken that were added since. */
    void sort() {
        if (disordered) {
            mergeSort(from, to);
            disordered = false;
        }
    }

    /** A stable merge sort: equal times keep the order of the file. */
    private void mergeSort(int begin, int end) {
        if (end - begin < 2) {
            return;
        }
        int middle = (begin + end) >>> 1;
        mergeSort(begin, middle);
        mergeSort(middle, end);
        if (keys[order[middle - 1]] <= keys[order[middle]]) {
            return;
        }
        System.arraycopy(order, begin, spare, begin, middle - begin);
        int left = begin;
        int right = middle;
        for (int i = begin; left < middle; i++) {
            boolean takeRight = right < end && keys[order[right]] < keys[spare[left]];
            order[i] = takeRight ? order[right++] : spare[left++];
        }
    }

    /** The slot of the next packet, or -1 if none waits. */
    int first() {
        return from == to ? -1 : order[from];
    }

    /** Takes the next packet; its slot is free when {@link #release} gets it. */
    int take() {
        int slot = order[from++];
        if (from == to) {
            from = 0;
            to = 0;
        }
        return slot;
    }

    void release(int slot) {
        free[freeCount++] = slot;
    }

    /** The slots of the packets that wait, in order. */
    int[] waiting() {
        return Arrays.copyOfRange(order, from, to);
    }

    MemorySegment bytes() {
        return slots;
    }

    /** Where the event of that slot begins. */
    static long at(int slot) {
        return (long) slot * SLOT;
    }

    long timeNs(int slot) {
        return slots.get(U64, at(slot) + TIME);
    }

    int direction(int slot) {
        return slots.get(JAVA_BYTE, at(slot) + DIRECTION);
    }

    void direction(int slot, int direction) {
        slots.set(JAVA_BYTE, at(slot) + DIRECTION, (byte) direction);
    }
}
