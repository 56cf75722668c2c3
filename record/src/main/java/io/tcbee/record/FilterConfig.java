package io.tcbee.record;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tcbee.record.filter.CgroupRule;
import io.tcbee.record.filter.End;
import io.tcbee.record.filter.Filter;
import io.tcbee.record.filter.NameRule;
import io.tcbee.record.filter.NamespaceRule;
import io.tcbee.record.filter.PortRule;
import io.tcbee.record.filter.PrefixRule;
import io.tcbee.record.filter.Rule;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * {@code struct recorder_filter} of {@code bpf/include/tcbee/filter.h}, filled from a {@link
 * Filter}.
 */
final class FilterConfig {
    static final long PORTS = 0;
    static final long PREFIXES = 4;
    static final long PREFIX_ENDS = 8;
    static final long SAMPLE = 12;
    static final long OWNER_NEED = 16;
    static final long OWNER_DENY = 20;
    static final long NETNS_LISTED = 24;
    static final long FLOW_JIFFIES = 28;
    static final long NETNS = 32;
    static final long PREFIX = 64;
    static final long CGROUP = 704;
    static final long COMM = 832;
    static final long PORT_EITHER = 1024;
    static final long PORT_EITHER_NOT = 9216;
    static final long PORT_LOCAL = 17408;
    static final long PORT_REMOTE = 25600;
    static final long BYTES = 33792;

    /** {@code struct filter_prefix}. */
    static final long PREFIX_BYTES = 40;

    /** {@code struct filter_cgroup}. */
    static final long CGROUP_BYTES = 16;

    /** {@code struct filter_comm}. */
    static final long COMM_BYTES = 24;

    // enum filter_ports
    private static final int EITHER = 1;
    private static final int EITHER_NOT = 2;
    private static final int LOCAL = 4;
    private static final int REMOTE = 8;

    // enum filter_owner
    static final int OWNER_PID = 1;
    static final int OWNER_PID_NOT = 2;
    private static final int OWNER_COMM = 4;
    private static final int OWNER_COMM_NOT = 8;
    static final int OWNER_COMMAND = 16;
    private static final int OWNER_CGROUP = 32;
    private static final int OWNER_CGROUP_NOT = 64;

    // enum filter_netns
    private static final int NETNS_ONLY = 1;
    private static final int NETNS_EXCEPT = 2;

    /** A connection is looked for so long after it was noted. */
    private static final long FLOW_US = 300_000_000L;

    private final Filter filter;
    private final int jiffyUs;
    private final List<Integer> ephemeral = Machine.ephemeralPorts();
    private final MemorySegment to;

    private FilterConfig(Filter filter, int jiffyUs, MemorySegment to) {
        this.filter = filter;
        this.jiffyUs = jiffyUs;
        this.to = to;
    }

    /** Fills the struct at {@code to}, which is all zero before. */
    static void write(Filter filter, int jiffyUs, MemorySegment to) {
        FilterConfig config = new FilterConfig(filter, jiffyUs, to);
        config.ports();
        config.prefixes();
        config.netns();
        config.owner();
        to.set(JAVA_INT, SAMPLE, filter.sample() == 1 ? 0 : filter.sample());
    }

    private void ports() {
        int kinds =
                ports(End.EITHER, false, PORT_EITHER, EITHER)
                        | ports(End.EITHER, true, PORT_EITHER_NOT, EITHER_NOT)
                        | portsOfOneEnd(End.LOCAL, PORT_LOCAL, LOCAL)
                        | portsOfOneEnd(End.REMOTE, PORT_REMOTE, REMOTE);
        to.set(JAVA_INT, PORTS, kinds);
    }

    private int ports(End end, boolean negated, long set, int kind) {
        List<PortRule> rules =
                filter.ports().stream()
                        .filter(rule -> rule.end() == end && rule.negated() == negated)
                        .toList();
        rules.forEach(rule -> mark(set, rule, true));
        chosenLater(set, !negated);
        return rules.isEmpty() ? 0 : kind;
    }

    /** Of one end, a set of those that are wanted and not unwanted says it all. */
    private int portsOfOneEnd(End end, long set, int kind) {
        List<PortRule> rules = filter.ports().stream().filter(rule -> rule.end() == end).toList();
        if (rules.stream().allMatch(Rule::negated)) {
            to.asSlice(set, PORT_REMOTE - PORT_LOCAL).fill((byte) 0xff);
        }
        rules.stream().filter(rule -> !rule.negated()).forEach(rule -> mark(set, rule, true));
        rules.stream().filter(Rule::negated).forEach(rule -> mark(set, rule, false));
        chosenLater(set, true);
        return rules.isEmpty() ? 0 : kind;
    }

    private void mark(long set, PortRule rule, boolean value) {
        for (int port = rule.low(); port <= rule.high(); port++) {
            mark(set, port, value);
        }
    }

    private void mark(long set, int port, boolean value) {
        long at = set + port / 8;
        int bit = 1 << port % 8;
        int old = to.get(JAVA_BYTE, at);
        to.set(JAVA_BYTE, at, (byte) (value ? old | bit : old & ~bit));
    }

    /**
     * Port 0 stands for one that the kernel will choose: it is in the set if all of those are, or
     * if one of them is.
     */
    private void chosenLater(long set, boolean all) {
        IntStream ports = IntStream.rangeClosed(ephemeral.getFirst(), ephemeral.getLast());
        IntPredicate has = port -> (to.get(JAVA_BYTE, set + port / 8) >> port % 8 & 1) != 0;
        mark(set, 0, all ? ports.allMatch(has) : ports.anyMatch(has));
    }

    private void prefixes() {
        long at = PREFIX;
        int ends = 0;
        for (PrefixRule rule : filter.prefixes()) {
            int end =
                    switch (rule.end()) {
                        case LOCAL -> 1;
                        case REMOTE -> 2;
                        case EITHER -> 4;
                    };
            network(at, rule.high());
            network(at + 8, rule.low());
            network(at + 16, rule.highMask());
            network(at + 24, rule.lowMask());
            to.set(JAVA_INT, at + 32, end);
            to.set(JAVA_INT, at + 36, rule.negated() ? 1 : 0);
            ends |= rule.negated() ? 0 : end;
            at += PREFIX_BYTES;
        }
        to.set(JAVA_INT, PREFIXES, filter.prefixes().size());
        to.set(JAVA_INT, PREFIX_ENDS, ends);
    }

    private void network(long at, long value) {
        to.set(JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN), at, value);
    }

    /** One namespace alone stands in {@code recorder_config}. */
    private void netns() {
        if (filter.netns().isEmpty()) {
            return;
        }
        List<NamespaceRule> negated = filter.netns().stream().filter(Rule::negated).toList();
        boolean except = negated.size() == filter.netns().size();
        to.set(JAVA_INT, NETNS_LISTED, except ? NETNS_EXCEPT : NETNS_ONLY);
        long at = NETNS;
        for (NamespaceRule rule : filter.netns()) {
            boolean unwanted = negated.stream().anyMatch(no -> no.inode() == rule.inode());
            if (except || !unwanted) {
                to.set(JAVA_INT, at, (int) rule.inode());
                at += Integer.BYTES;
            }
        }
    }

    private void owner() {
        int need = filter.command() ? OWNER_COMMAND : 0;
        need |= given(filter.processes(), false, OWNER_PID);
        need |= given(filter.names(), false, OWNER_COMM);
        need |= given(filter.cgroups(), false, OWNER_CGROUP);
        int deny = given(filter.processes(), true, OWNER_PID_NOT);
        deny |= given(filter.names(), true, OWNER_COMM_NOT);
        deny |= given(filter.cgroups(), true, OWNER_CGROUP_NOT);
        to.set(JAVA_INT, OWNER_NEED, need);
        to.set(JAVA_INT, OWNER_DENY, deny);
        to.set(JAVA_INT, FLOW_JIFFIES, (int) (FLOW_US / jiffyUs));
        long at = CGROUP;
        for (CgroupRule rule : filter.cgroups()) {
            to.set(JAVA_LONG, at, rule.id());
            to.set(JAVA_LONG, at + 8, rule.negated() ? 1 : 0);
            at += CGROUP_BYTES;
        }
        at = COMM;
        for (NameRule rule : filter.names()) {
            byte[] name = rule.name().getBytes(StandardCharsets.UTF_8);
            MemorySegment.copy(name, 0, to, JAVA_BYTE, at, name.length);
            to.set(JAVA_LONG, at + 16, rule.negated() ? 1 : 0);
            at += COMM_BYTES;
        }
    }

    private static int given(List<? extends Rule> rules, boolean negated, int bit) {
        return rules.stream().anyMatch(rule -> rule.negated() == negated) ? bit : 0;
    }
}
