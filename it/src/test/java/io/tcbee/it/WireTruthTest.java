package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers that the recorder stored, byte for byte against tcpdump on the same devices. */
class WireTruthTest {
    private static final int UP = 400_000;
    private static final int DOWN = 200_000;

    /** Which TCP checksums are final where the recorder sees them. */
    private enum Checksums {
        ALL,
        OF_THE_PEER
    }

    private Checksums checksums = Checksums.ALL;

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
        Needs.command("tcpdump");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.78.1.2", "fd78:1::2"})
    void superPacketsOfAVethAreThoseThatTcpdumpSees(String server) {
        try (Namespace a = Namespace.open();
                Namespace b = Namespace.open()) {
            a.veth("va", b, "vb", 1);
            Map<String, List<WirePacket>> captured =
                    both(a, () -> Exchange.run(a, b, server, UP, DOWN), "va");
            assertTrue(
                    captured.get("va").stream().anyMatch(each -> each.payloadLength() > 1500),
                    "there were super-packets");
        }
    }

    @Test
    void optionsMarksAndFieldsArriveAsTheyAreSent() {
        try (Namespace a = Namespace.open();
                Namespace b = Namespace.open()) {
            a.veth("va", b, "vb", 1);
            // ECN, DSCP and TTL of the peer's packets; no timestamps, so that SACK has more room.
            a.run(() -> sysctl("net/ipv4/tcp_ecn", "1"));
            b.run(() -> sysctl("net/ipv4/ip_default_ttl", "33"));
            b.run(() -> sysctl("net/ipv4/tcp_timestamps", "0"));
            both(a, () -> Exchange.run(a, b, "10.78.1.2", UP, DOWN), "va");
        }
    }

    private static Void sysctl(String name, String value) throws java.io.IOException {
        java.nio.file.Files.writeString(Path.of("/proc/sys", name), value);
        return null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.78.2.2", "fd78:2::2"})
    void severalInterfacesAreRecordedEachForItself(String second) {
        try (Namespace a = Namespace.open();
                Namespace b = Namespace.open()) {
            a.veth("va", b, "vb", 1);
            a.veth("vc", b, "vd", 2);
            both(
                    a,
                    () -> {
                        Exchange.run(a, b, "10.78.1.2", UP, DOWN);
                        Exchange.run(a, b, second, UP, DOWN);
                    },
                    "va",
                    "vc");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void loopbackIsRecordedOnce(String address) {
        try (Namespace a = Namespace.open()) {
            // Of an MTU of 64 KiB TCP hands down two segments at a time, and tcpdump sees each.
            a.ip("link set lo mtu 9000");
            both(a, () -> Exchange.run(a, a, address, UP, DOWN), "lo");
        }
    }

    /** BIG TCP: IPv4 says a length of 0, IPv6 has a jumbo option before TCP (RFC 2675). */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void packetsOfMoreThan64KibAreRecordedWhole(String address) {
        int bytes = 4_000_000;
        List<RecordedPacket> up = sentInJumboPackets(address, bytes);
        long next = up.getFirst().seq() + 1;
        for (RecordedPacket packet : up.subList(1, up.size())) {
            assertEquals((int) next, (int) packet.seq(), "no gap between packets");
            next = packet.seq() + packet.payloadLength();
        }
        assertEquals(bytes + 1, (int) (next - up.getFirst().seq()));
    }

    /**
     * What the client sent in a run of which the kernel sent nothing twice.
     *
     * <p>How large packets become depends on how soon the receiver reads, so that some runs have
     * none of this size: another is tried then, ten at most.
     */
    private List<RecordedPacket> sentInJumboPackets(String address, int bytes) {
        for (int run = 0; run < 10; run++) {
            try (Namespace a = Namespace.open()) {
                a.run(() -> sysctl("net/ipv4/tcp_rmem", "4096 524288 1048576"));
                List<RecordedPacket> up =
                        record(a, () -> Exchange.run(a, a, address, bytes, 0), "lo").stream()
                                .filter(each -> each.destinationPort() == Exchange.PORT)
                                .toList();
                boolean repeated =
                        !Shell.run(a.command("nstat", "-asz", "TcpRetransSegs"))
                                .matches("(?s).*TcpRetransSegs\\s+0\\s.*");
                if (!repeated && up.stream().anyMatch(each -> each.payloadLength() > 65_535)) {
                    return up;
                }
            }
        }
        throw new AssertionError("ten runs, and no packet of more than 64 KiB in any");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.78.3.2", "fd78:3::2"})
    void tunPacketsBeginWithTheirIpHeader(String server) {
        try (Namespace a = Namespace.open();
                Namespace b = Namespace.open();
                TagPath path = TagPath.tun(a, b, 3)) {
            // The recorder sees packets before software segments them and fills in their checksum;
            // tcpdump, on a device that offloads nothing, after.
            a.ip("link set tun0 gso_max_segs 1");
            checksums = Checksums.OF_THE_PEER;
            both(a, () -> Exchange.run(a, b, server, UP, DOWN), path.clientDevice());
        }
    }

    /** Tagged by a program between two TAP devices, so that no kernel lacks what it takes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.78.4.2 8100",
                "fd78:4::2 8100",
                "10.78.4.2 88a8,8100",
                "fd78:4::2 88a8,8100"
            })
    void taggedFramesAreRecordedWhereTheyPass(String way) {
        String server = way.substring(0, way.indexOf(' '));
        String[] tags = way.substring(way.indexOf(' ') + 1).split(",", -1);
        try (Namespace a = Namespace.open();
                Namespace middle = Namespace.open();
                Namespace b = Namespace.open();
                TagPath path = TagPath.tagged(a, middle, b, 4, tags)) {
            Map<String, List<WirePacket>> captured =
                    both(middle, () -> Exchange.run(a, b, server, UP, DOWN), path.trunkDevices());
            assertEquals(
                    captured.get(path.trunkDevices()[0]).size(),
                    captured.get(path.trunkDevices()[1]).size());
            assertTrue(path.taggedFrames() > 0);
        }
    }

    @Test
    void wireguardPacketsBeginWithTheirIpHeader() {
        Needs.command("wg");
        try (Namespace a = Namespace.open();
                Namespace b = Namespace.open()) {
            Needs.device(a, "wireguard");
            a.veth("va", b, "vb", 1);
            Wireguard.join(a, b, 5);
            both(a, () -> Exchange.run(a, b, "10.78.5.2", UP, DOWN), "wg0", "va");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipip", "sit", "gre"})
    void tunnelPacketsBeginWithTheirInnerIpHeader(String kind) {
        try (Namespace a = Namespace.open();
                Namespace b = Namespace.open()) {
            Needs.device(a, kind);
            a.veth("va", b, "vb", 1);
            a.ip("link add t0 type " + kind + " local 10.78.1.1 remote 10.78.1.2");
            b.ip("link add t0 type " + kind + " local 10.78.1.2 remote 10.78.1.1");
            a.address("t0", 6, 1);
            b.address("t0", 6, 2);
            String server = kind.equals("sit") ? "fd78:6::2" : "10.78.6.2";
            both(a, () -> Exchange.run(a, b, server, UP, DOWN), "t0", "va");
        }
    }

    /**
     * Records and captures {@code devices} while {@code traffic} runs, and compares.
     *
     * @return what tcpdump saw of TCP, by device
     */
    private Map<String, List<WirePacket>> both(
            Namespace namespace, Runnable traffic, String... devices) {
        List<Capture> captures = new ArrayList<>();
        for (String device : devices) {
            captures.add(Capture.start(namespace, device, folder));
        }
        List<RecordedPacket> recorded = record(namespace, traffic, devices);
        Map<String, List<WirePacket>> captured = new LinkedHashMap<>();
        for (int i = 0; i < devices.length; i++) {
            long index = indexOf(namespace, devices[i]);
            List<WirePacket> seen =
                    captures.get(i).stop().stream()
                            .map(WirePacket::of)
                            .flatMap(Optional::stream)
                            .toList();
            captured.put(devices[i], seen);
            compare(
                    seen,
                    recorded.stream().filter(each -> each.ifindex() == index).toList(),
                    devices[i]);
        }
        return captured;
    }

    private List<RecordedPacket> record(Namespace namespace, Runnable traffic, String... devices) {
        Path trace = folder.resolve("wire.tcbee");
        List<String> command = new ArrayList<>(List.of(Tcbee.LAUNCHER, "record"));
        command.addAll(List.of(devices));
        command.addAll(List.of("-o", trace.toString(), "-q"));
        Recording recording = Recording.start(namespace.command(command.toArray(String[]::new)));
        traffic.run();
        settle();
        Result ended = recording.stop();
        assertEquals(0, ended.exit(), ended::out);
        assertTrue(ended.out().contains(" 0 lost"), ended::out);
        GroundTruthTest.assertEveryEventIsAccountedFor(trace);
        return RecordedPacket.of(trace);
    }

    /** The last packets of a connection's end pass after its programs have ended. */
    private static void settle() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static long indexOf(Namespace namespace, String device) {
        String line = Shell.run(namespace.command("ip", "-o", "link", "show", "dev", device));
        return Long.parseLong(line.substring(0, line.indexOf(':')));
    }

    private void compare(List<WirePacket> captured, List<RecordedPacket> recorded, String device) {
        List<WirePacket> stored = recorded.stream().map(WirePacket::of).toList();
        Predicate<WirePacket> toServer = each -> each.destinationPort() == Exchange.PORT;
        assertTrue(captured.size() > 10, () -> device + ": there was traffic");
        assertAll(
                device,
                () -> assertEquals(captured.size(), stored.size(), "packets"),
                () -> assertSame(captured, stored, toServer, checksums == Checksums.OF_THE_PEER),
                () -> assertSame(captured, stored, toServer.negate(), false));
    }

    /** The same packets in the same order. */
    private static void assertSame(
            List<WirePacket> captured,
            List<WirePacket> stored,
            Predicate<WirePacket> which,
            boolean withoutChecksum) {
        UnaryOperator<WirePacket> part = each -> withoutChecksum ? each.withoutChecksum() : each;
        List<WirePacket> expected = captured.stream().filter(which).map(part).toList();
        List<WirePacket> actual = stored.stream().filter(which).map(part).toList();
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            assertEquals(expected.get(i), actual.get(i), "packet " + i);
        }
        assertEquals(expected.size(), actual.size());
    }
}
