package io.tcbee.process;

import io.tcbee.trace.Interface;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which network namespace an interface's packets belong to. Each namespace counts its interfaces
 * itself; where several are recorded, {@code event_header.packet_netns} tells which of them it was.
 */
final class Interfaces {
    private static final String LOOPBACK = "loopback";
    private static final int TOLD_BITS = 16;

    private final Map<Long, Interface> exact = new HashMap<>();
    private final Map<Long, Interface> byIndex = new HashMap<>();
    private final long only;
    private long lastKey = -1;
    private Interface last;

    Interfaces(List<Interface> all) {
        for (Interface each : all) {
            exact.putIfAbsent(key(each.ifindex(), told(each.netns())), each);
            byIndex.putIfAbsent((long) each.ifindex(), each);
        }
        boolean one = all.stream().mapToLong(Interface::netns).distinct().count() == 1;
        only = one ? all.getFirst().netns() : 0;
    }

    private static long told(long netns) {
        return netns & (1L << TOLD_BITS) - 1;
    }

    private static long key(long ifindex, long told) {
        return ifindex << TOLD_BITS | told;
    }

    /**
     * The namespace of that interface; 0 if it is not known.
     *
     * @param told what {@code event_header.packet_netns} says
     */
    long netns(long ifindex, long told) {
        Interface found = find(ifindex, told);
        return found == null ? only : found.netns();
    }

    /** Whether every packet is seen twice there: once going out, once coming in. */
    boolean loopback(long ifindex, long told) {
        Interface found = find(ifindex, told);
        return found != null && found.link().equals(LOOPBACK);
    }

    /** Null if it is none of the trace's. */
    private Interface find(long ifindex, long told) {
        long key = key(ifindex, told);
        if (key != lastKey) {
            Interface found = exact.get(key);
            last = found == null ? byIndex.get(ifindex) : found;
            lastKey = key;
        }
        return last;
    }
}
