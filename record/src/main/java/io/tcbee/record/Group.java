package io.tcbee.record;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be chosen to be recorded; each {@link Probe} belongs to one. */
public enum Group {
    /** Who is who: recorded whatever is chosen, since all else refers to it. */
    SOCKETS,
    /** The headers of the packets. */
    HEADERS,
    /** The sender's and the receiver's state at each segment. */
    STATE,
    /** The send and receive calls of the processes. */
    CALLS,
    /** The kernel's decisions: retransmissions, congestion states, ends, resets. */
    EVENTS,
    /** What is private to the congestion control algorithms. */
    CC,
    /** TCP packets that the kernel drops, with its reason and place. */
    DROPS,
    /** The light mode: one small event with the congestion window, in place of all else. */
    CWND;

    /** What is recorded if nothing is chosen: all but {@link #DROPS} and the light mode. */
    public static Set<Group> usual() {
        return EnumSet.complementOf(EnumSet.of(DROPS, CWND));
    }

    /** As options and messages say it: {@code headers}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
