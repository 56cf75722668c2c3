package io.tcbee.process;

import io.tcbee.trace.Interface;
import java.util.List;

/** Which network namespace an interface's packets belong to. */
final class Interfaces {
    private static final String LOOPBACK = "loopback";

    private final List<Interface> all;

    Interfaces(List<Interface> all) {
        this.all = all;
    }

    /** The namespace of that interface; 0 if it is not known. */
    long netns(long ifindex) {
        Interface found = find(ifindex);
        if (found != null) {
            return found.netns();
        }
        boolean one = all.stream().mapToLong(Interface::netns).distinct().count() == 1;
        return one ? all.getFirst().netns() : 0;
    }

    /** Whether every packet is seen twice there: once going out, once coming in. */
    boolean loopback(long ifindex) {
        Interface found = find(ifindex);
        return found != null && found.link().equals(LOOPBACK);
    }

    private Interface find(long ifindex) {
        for (Interface each : all) {
            if (each.ifindex() == ifindex) {
                return each;
            }
        }
        return null;
    }
}
