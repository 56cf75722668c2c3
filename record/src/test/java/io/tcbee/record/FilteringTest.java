package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.record.filter.CgroupRule;
import io.tcbee.record.filter.End;
import io.tcbee.record.filter.Filter;
import io.tcbee.record.filter.NameRule;
import io.tcbee.record.filter.NamespaceRule;
import io.tcbee.record.filter.PortRule;
import io.tcbee.record.filter.PrefixRule;
import io.tcbee.record.filter.ProcessRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/record.md says of each filter, on the running kernel: of a wanted connection everything
 * is in the trace, from the first SYN to both FINs, packets both ways and calls; of an unwanted one
 * nothing.
 */
class FilteringTest {
    private static final String HERE = FilterNetwork.HERE;
    private static final String THERE = FilterNetwork.THERE;
    private static final String HERE4 = FilterNetwork.HERE4;
    private static final String THERE4 = FilterNetwork.THERE4;
    private static final Set<String> ACTIVE = Set.of("SYN out", "SYN-ACK in", "FIN out", "FIN in");
    private static final Set<String> PASSIVE = Set.of("SYN in", "SYN-ACK out", "FIN out", "FIN in");
    private static final Set<String> ON_LOOPBACK = Set.of("SYN out", "SYN-ACK out", "FIN out");
    private static FilterNetwork network;

    @TempDir private Path folder;

    @BeforeAll
    static void makeNetwork() throws Exception {
        network = FilterNetwork.make();
    }

    @AfterAll
    static void removeNetwork() throws Exception {
        if (network != null) {
            network.close();
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private Path trace() {
        return folder.resolve("x.trace");
    }

    private Seen record(Filter filter, Body body) throws Exception {
        return record(HERE, List.of("lo", FilterNetwork.DEVICE), filter, body);
    }

    private Seen record(String netns, List<String> interfaces, Filter filter, Body body)
            throws Exception {
        RecordOptions options = RecordOptions.of(trace(), interfaces).withFilter(filter);
        RecordSummary summary =
                Network.in(
                        netns,
                        () -> {
                            try (Recorder recorder = Recorder.open(options)) {
                                body.run();
                                awaitSilence(recorder);
                                return recorder.stop();
                            }
                        });
        assertEquals(0, summary.lost());
        assertTrue(summary.exact(), summary.toString());
        return Seen.of(trace());
    }

    /** Until nothing was recorded for a while: the last connections are closed. */
    private static void awaitSilence(Recorder recorder) throws InterruptedException {
        long before = -1;
        for (long now = events(recorder); now != before; now = events(recorder)) {
            before = now;
            Thread.sleep(300);
        }
    }

    private static long events(Recorder recorder) {
        return recorder.counts().stream().mapToLong(counts -> counts.events()).sum();
    }

    private static Filter ports(End end, String ports) {
        return Filter.NONE.withPorts(PortRule.parse(end, ports));
    }

    private static Filter hosts(End end, String addresses) {
        return Filter.NONE.withPrefixes(PrefixRule.parse(end, addresses));
    }

    /** Connects from here to each of the ports over there. */
    private static void connectToAll(int... ports) throws Exception {
        for (int port : ports) {
            FilterNetwork.connect(HERE, THERE4, port);
        }
    }

    /** The ports of the servers with which there are connections in the trace. */
    private static Set<Integer> ports(Seen seen) {
        Set<Integer> ports = new TreeSet<>();
        for (String ends : seen.connections.keySet()) {
            for (String end : ends.split(" ", -1)) {
                int port = Integer.parseInt(end.substring(end.lastIndexOf(':') + 1));
                if (port >= FilterNetwork.FIRST_PORT && port <= FilterNetwork.LAST_PORT) {
                    ports.add(port);
                }
            }
        }
        return ports;
    }

    /** The only connection whose ends are as wanted. */
    private static Seen.Connection only(Seen seen, Predicate<String> wanted) {
        List<String> found = seen.connections.keySet().stream().filter(wanted).toList();
        assertEquals(1, found.size(), seen.toString());
        return seen.connections.get(found.getFirst());
    }

    private static void assertWhole(Set<String> packets, Seen.Connection connection) {
        assertEquals(packets, connection.packets, connection.toString());
        assertTrue(connection.events.contains("inet_sock_set_state_event"), connection.toString());
        assertTrue(connection.events.contains("tcp_destroy_sock_event"), connection.toString());
        assertTrue(connection.events.contains("tcp_probe_event"), connection.toString());
        boolean active = packets.contains("SYN out");
        long sent = active ? FilterNetwork.ASKED : FilterNetwork.ANSWERED;
        long received = active ? FilterNetwork.ANSWERED : FilterNetwork.ASKED;
        if (packets.equals(ON_LOOPBACK)) {
            return; // both ends' calls have one name
        }
        assertEquals(sent, connection.sent, connection.toString());
        assertEquals(received, connection.received, connection.toString());
    }

    private static void assertAllWhole(Set<String> packets, Seen seen) {
        assertTrue(seen.connections.size() > 0, "nothing was recorded");
        assertEquals(0, seen.unknown, seen.toString());
        seen.connections.values().forEach(connection -> assertWhole(packets, connection));
    }

    @Test
    void aPortIsThatOfEitherEnd() throws Exception {
        Seen seen =
                record(
                        ports(End.EITHER, "7001"),
                        () -> {
                            connectToAll(7001, 7002);
                            FilterNetwork.connect(THERE, HERE4, 7001);
                            FilterNetwork.connect(THERE, HERE4, 7002);
                        });

        assertEquals(2, seen.connections.size(), seen.toString());
        assertEquals(Set.of(7001), ports(seen));
        assertWhole(ACTIVE, only(seen, ends -> ends.contains(THERE4 + ":7001")));
        assertWhole(PASSIVE, only(seen, ends -> ends.contains(HERE4 + ":7001")));
    }

    @Test
    void aRangeHasBothItsEnds() throws Exception {
        Seen seen =
                record(ports(End.EITHER, "7002-7003"), () -> connectToAll(7001, 7002, 7003, 7004));

        assertEquals(Set.of(7002, 7003), ports(seen));
        assertAllWhole(ACTIVE, seen);
    }

    @Test
    void aNegatedPortIsLeftOutAndAllOthersAreThere() throws Exception {
        Seen seen = record(ports(End.EITHER, "!7001,^7002"), () -> connectToAll(7001, 7002, 7003));

        assertEquals(Set.of(7003), ports(seen));
        assertAllWhole(ACTIVE, seen);
    }

    @Test
    void aNegatedPortIsTakenOutOfARange() throws Exception {
        Seen seen =
                record(
                        ports(End.EITHER, "7001-7003,!7002"),
                        () -> connectToAll(7001, 7002, 7003, 7004));

        assertEquals(Set.of(7001, 7003), ports(seen));
        assertAllWhole(ACTIVE, seen);
    }

    @Test
    void aDestinationPortIsThePeers() throws Exception {
        Seen seen =
                record(
                        ports(End.REMOTE, "7001"),
                        () -> {
                            connectToAll(7001, 7002);
                            FilterNetwork.connect(THERE, HERE4, 7001);
                        });

        assertEquals(1, seen.connections.size(), seen.toString());
        assertWhole(ACTIVE, only(seen, ends -> ends.contains(THERE4 + ":7001")));
    }

    @Test
    void aSourcePortIsThisMachines() throws Exception {
        Seen seen =
                record(
                        ports(End.LOCAL, "7001"),
                        () -> {
                            connectToAll(7001);
                            FilterNetwork.connect(THERE, HERE4, 7001);
                            FilterNetwork.connect(THERE, HERE4, 7002);
                        });

        assertEquals(1, seen.connections.size(), seen.toString());
        assertWhole(PASSIVE, only(seen, ends -> ends.contains(HERE4 + ":7001")));
    }

    @Test
    void kindsOfPortsMustAllMatch() throws Exception {
        Filter filter =
                Filter.NONE.withPorts(
                        List.of(
                                new PortRule(End.EITHER, 7001, 7003, false),
                                new PortRule(End.REMOTE, 7003, 7004, false)));
        Seen seen = record(filter, () -> connectToAll(7001, 7003, 7004));

        assertEquals(Set.of(7003), ports(seen));
        assertAllWhole(ACTIVE, seen);
    }

    @Test
    void onLoopbackBothEndsAreThisMachines() throws Exception {
        Seen seen =
                record(
                        ports(End.LOCAL, "7001"),
                        () -> {
                            FilterNetwork.connect(HERE, "127.0.0.1", 7001);
                            FilterNetwork.connect(HERE, "127.0.0.1", 7002);
                        });

        assertEquals(Set.of(7001), ports(seen));
        assertAllWhole(ON_LOOPBACK, seen);
    }

    @Test
    void aPrefixIsThatOfEitherEndAndOfItsFamily() throws Exception {
        Seen four = record(hosts(End.EITHER, "10.78.1.0/24"), FilteringTest::connectByEveryAddress);
        assertEquals(1, four.connections.size(), four.toString());
        assertWhole(ACTIVE, only(four, ends -> ends.contains(THERE4 + ":")));

        Seen six = record(hosts(End.EITHER, "fd78::/64"), FilteringTest::connectByEveryAddress);
        assertEquals(1, six.connections.size(), six.toString());
        assertWhole(ACTIVE, only(six, ends -> ends.contains("fd78:0:0:0:0:0:0:2:")));
    }

    /**
     * To 10.78.1.2 as 10.78.1.1, to 10.78.2.2 likewise, to fd78::2; only the second has no end in
     * 10.78.1.
     */
    private static void connectByEveryAddress() throws Exception {
        FilterNetwork.connect(HERE, THERE4, 7001);
        FilterNetwork.connect(HERE, FilterNetwork.THERE6, 7001);
        FilterNetwork.connect(HERE, "127.0.0.1", 7001);
    }

    @Test
    void aDestinationAddressIsThePeers() throws Exception {
        Seen seen =
                record(
                        hosts(End.REMOTE, FilterNetwork.OTHER4 + ",fd78::2"),
                        () -> {
                            FilterNetwork.connect(HERE, THERE4, 7001);
                            FilterNetwork.connect(HERE, FilterNetwork.OTHER4, 7001);
                            FilterNetwork.connect(HERE, FilterNetwork.THERE6, 7001);
                        });

        assertEquals(2, seen.connections.size(), seen.toString());
        only(seen, ends -> ends.contains(FilterNetwork.OTHER4 + ":7001"));
        only(seen, ends -> ends.contains("fd78:0:0:0:0:0:0:2:7001"));
        assertAllWhole(ACTIVE, seen);
    }

    @Test
    void aNegatedAddressIsLeftOut() throws Exception {
        Seen seen =
                record(
                        hosts(End.EITHER, "!10.78.2.0/24,!fd78::/16,!127.0.0.0/8"),
                        () -> {
                            connectByEveryAddress();
                            FilterNetwork.connect(HERE, FilterNetwork.OTHER4, 7001);
                        });

        assertEquals(1, seen.connections.size(), seen.toString());
        assertWhole(ACTIVE, only(seen, ends -> ends.contains(THERE4 + ":7001")));
    }

    @Test
    void aMappedAddressIsTheIpv4OneOfDualStackSockets() throws Exception {
        Seen seen =
                record(
                        hosts(End.LOCAL, "::ffff:10.78.1.1"),
                        () -> {
                            FilterNetwork.connect(
                                    THERE, HERE4, 7001); // the server's socket is IPv6
                            FilterNetwork.connect(THERE, FilterNetwork.HERE6, 7001);
                        });

        assertEquals(1, seen.connections.size(), seen.toString());
        assertWhole(PASSIVE, only(seen, ends -> ends.contains(HERE4 + ":7001")));
    }

    @Test
    void aNamespaceIsRecordedFromOutsideOfIt() throws Exception {
        Filter filter = Filter.NONE.withNetns(NamespaceRule.parse(HERE), false);
        Seen seen =
                record(
                        THERE,
                        List.of(FilterNetwork.DEVICE),
                        filter.withPorts(PortRule.parse(End.EITHER, "7001")),
                        () -> {
                            FilterNetwork.connect(HERE, THERE4, 7001);
                            FilterNetwork.connect(THERE, "127.0.0.1", 7001);
                        });

        assertEquals(1, seen.connections.size(), seen.toString());
        assertAllWhole(ACTIVE, seen);
    }

    @Test
    void anyRecordsInterfacesThatAppearLater() throws Exception {
        Seen seen =
                record(
                        HERE,
                        List.of("any"),
                        ports(End.EITHER, "7001"),
                        () -> {
                            FilterNetwork.connect(HERE, "127.0.0.1", 7001);
                            Network.run(
                                    "ip", "link", "add", "rf_late", "netns", HERE, "type", "veth",
                                    "peer", "rf_late", "netns", THERE);
                            late(HERE, "10.79.1.1/24");
                            late(THERE, "10.79.1.2/24");
                            Thread.sleep(1000); // they are looked for ten times a second
                            FilterNetwork.connect(HERE, "10.79.1.2", 7001);
                            Network.run("ip", "-n", HERE, "link", "del", "rf_late");
                        });

        assertEquals(2, seen.connections.size(), seen.toString());
        assertWhole(ON_LOOPBACK, only(seen, ends -> ends.contains("127.0.0.1")));
        assertWhole(ACTIVE, only(seen, ends -> ends.contains("10.79.1.2:7001")));
    }

    private static void late(String netns, String address) throws Exception {
        Network.run("ip", "-n", netns, "addr", "add", address, "dev", "rf_late");
        Network.run("ip", "-n", netns, "link", "set", "rf_late", "up");
    }

    @Test
    void aProcessIsThatWhichConnects() throws Exception {
        Process held = FilterNetwork.connectAndHold(HERE, THERE4, 7001);
        Filter filter = Filter.NONE.withProcesses(ProcessRule.parse(Long.toString(held.pid())));
        Seen seen =
                record(
                        filter,
                        () -> {
                            connectToAll(7002);
                            FilterNetwork.goOn(held);
                        });

        assertEquals(Set.of(7001), ports(seen)); // it was there: no handshake
        Seen.Connection connection = only(seen, ends -> ends.contains(":7001"));
        assertEquals(Set.of("FIN in", "FIN out"), connection.packets, seen.toString());
        assertEquals(FilterNetwork.ASKED, connection.sent);
        assertEquals(FilterNetwork.ANSWERED, connection.received);
    }

    @Test
    void aProcessIsThatWhichListens() throws Exception {
        Filter filter =
                Filter.NONE.withProcesses(ProcessRule.parse(Long.toString(network.serverHere())));
        Seen seen =
                record(
                        filter,
                        () -> {
                            FilterNetwork.connect(THERE, HERE4, 7001);
                            FilterNetwork.connect(THERE, FilterNetwork.HERE6, 7002);
                            FilterNetwork.connect(HERE, THERE4, 7003);
                        });

        assertEquals(2, seen.connections.size(), seen.toString());
        assertEquals(Set.of(7001, 7002), ports(seen));
        assertAllWhole(PASSIVE, seen);
    }

    @Test
    void onLoopbackAProcessIsThatOfOneEnd() throws Exception {
        Filter filter =
                Filter.NONE.withProcesses(ProcessRule.parse(Long.toString(network.serverHere())));
        Seen seen = record(filter, () -> FilterNetwork.connect(HERE, "127.0.0.1", 7001));

        assertEquals(1, seen.connections.size(), seen.toString());
        assertAllWhole(ON_LOOPBACK, seen);
    }

    @Test
    void aNegatedProcessIsLeftOut() throws Exception {
        Filter filter = Filter.NONE.withProcesses(ProcessRule.parse("!" + network.serverHere()));
        Seen seen =
                record(
                        filter,
                        () -> {
                            FilterNetwork.connect(THERE, HERE4, 7001);
                            FilterNetwork.connect(HERE, THERE4, 7002);
                        });

        assertEquals(Set.of(7002), ports(seen));
        assertAllWhole(ACTIVE, seen);
    }

    @Test
    void aNameIsThatOfTheProcess() throws Exception {
        Seen java =
                record(
                        Filter.NONE.withNames(NameRule.parse("java")),
                        FilteringTest::connectBothWays);
        assertEquals(Set.of(7002), ports(java));
        assertAllWhole(PASSIVE, java);

        Seen bash =
                record(
                        Filter.NONE.withNames(NameRule.parse("!java")),
                        FilteringTest::connectBothWays);
        assertEquals(Set.of(7001), ports(bash));
        assertAllWhole(ACTIVE, bash);
    }

    private static void connectBothWays() throws Exception {
        FilterNetwork.connect(HERE, THERE4, 7001); // by bash
        FilterNetwork.connect(THERE, HERE4, 7002); // to java
    }

    @Test
    void aCgroupHasTheConnectionsOfAllBelowIt() throws Exception {
        Path mount = cgroups();
        Path outer = mount.resolve("rf_outer");
        Path inner = outer.resolve("inner");
        Files.createDirectories(inner);
        try {
            Seen seen =
                    record(
                            Filter.NONE.withCgroups(CgroupRule.parse("rf_outer")),
                            () -> connectByCgroup(inner));
            assertEquals(Set.of(7001), ports(seen));
            assertAllWhole(ACTIVE, seen);

            Seen others =
                    record(
                            Filter.NONE.withCgroups(CgroupRule.parse("!" + outer)),
                            () -> connectByCgroup(inner));
            assertEquals(Set.of(7002), ports(others));
            assertAllWhole(ACTIVE, others);
        } finally {
            Files.delete(inner);
            Files.delete(outer);
        }
    }

    private static void connectByCgroup(Path cgroup) throws Exception {
        String join = "echo $$ > " + cgroup.resolve("cgroup.procs") + "; exec ip netns exec ";
        String connect = HERE + " bash -c '" + FilterNetwork.script(THERE4, 7001) + "'";
        Network.run("bash", "-c", join + connect);
        FilterNetwork.connect(HERE, THERE4, 7002);
    }

    private static Path cgroups() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            Path mount = Path.of(line.split(" ", -1)[4]);
            if (line.contains(" - cgroup2 ") && Files.isWritable(mount)) {
                return mount;
            }
        }
        assumeTrue(false, "no cgroup2 that can be written");
        return Path.of("/");
    }

    @Test
    void childrenOfTheRecorderAreItsCommand() throws Exception {
        Seen seen =
                record(
                        Filter.NONE.withCommand(true),
                        () -> {
                            connectToAll(7001); // a grandchild: ip, bash
                            FilterNetwork.connect(THERE, HERE4, 7002); // the server is none
                        });

        assertEquals(Set.of(7001), ports(seen));
        assertAllWhole(ACTIVE, seen);
    }

    @Test
    void aSampleHasWholeConnectionsAndTheSameOnBothHosts() throws Exception {
        Filter filter = Filter.NONE.withSample(2);
        Body body =
                () -> {
                    for (int i = 0; i < 20; i++) {
                        connectToAll(7001);
                    }
                };
        Seen here = record(filter, body);
        assertAllWhole(ACTIVE, here);
        int some = here.connections.size();
        assertTrue(some > 1 && some < 19, "1 in 2 of 20: " + some); // all but 4 in 100,000 times

        Filter both = filter.withNetns(NamespaceRule.parse(HERE + "," + THERE), false);
        Seen all = record("rf_here", List.of(FilterNetwork.DEVICE), both, body);
        for (Seen.Connection connection : all.connections.values()) {
            Set<String> everything = new TreeSet<>(ACTIVE);
            everything.addAll(PASSIVE);
            assertEquals(everything, connection.packets, connection.toString());
        }
    }
}
