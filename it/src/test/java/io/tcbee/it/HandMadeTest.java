package io.tcbee.it;

import static io.tcbee.it.HandMade.AUTHENTICATION;
import static io.tcbee.it.HandMade.DESTINATION;
import static io.tcbee.it.HandMade.FRAGMENT;
import static io.tcbee.it.HandMade.HOP_BY_HOP;
import static io.tcbee.it.HandMade.MORE_FRAGMENTS;
import static io.tcbee.it.HandMade.NO_NEXT_HEADER;
import static io.tcbee.it.HandMade.ROUTING;
import static io.tcbee.it.HandMade.TCP;
import static io.tcbee.it.HandMade.UDP;
import static io.tcbee.it.HandMade.extension;
import static io.tcbee.it.HandMade.ipv4;
import static io.tcbee.it.HandMade.ipv6;
import static io.tcbee.it.HandMade.tcp;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.libbpf.Libc;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.TraceReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packets that no ordinary stack sends: each TCP packet is recorded once, with all its header
 * bytes; later fragments and what is not TCP is counted as left out.
 */
class HandMadeTest {
    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    /** A packet, and how much of it is headers: -1 if it is to be left out. */
    private record Case(String what, byte[] bytes, int ipLength, int tcpLength, int payload) {}

    private static Case kept(String what, byte[] bytes, int ipLength, int tcpLength, int payload) {
        return new Case(what, bytes, ipLength, tcpLength, payload);
    }

    private static Case leftOut(String what, byte[] bytes) {
        return new Case(what, bytes, -1, 0, 0);
    }

    private static final List<Case> CASES =
            List.of(
                    kept("IPv4", ipv4(TCP, 0, 0, tcp(1, 0, 10)), 20, 20, 10),
                    kept("no payload", ipv4(TCP, 0, 0, tcp(2, 0, 0)), 20, 20, 0),
                    kept("all options", ipv4(TCP, 0, 40, tcp(3, 40, 7)), 60, 60, 7),
                    kept("IP options", ipv4(TCP, 0, 4, tcp(4, 12, 1)), 24, 32, 1),
                    kept(
                            "first fragment",
                            ipv4(TCP, MORE_FRAGMENTS, 0, tcp(5, 12, 36)),
                            20,
                            32,
                            36),
                    leftOut("second fragment", ipv4(TCP, 68 / 8, 0, tcp(6, 0, 20))),
                    leftOut(
                            "middle fragment",
                            ipv4(TCP, MORE_FRAGMENTS | 68 / 8, 0, tcp(7, 0, 20))),
                    leftOut("UDP", ipv4(UDP, 0, 0, tcp(8, 0, 20))),
                    leftOut("header cut off", ipv4(TCP, 0, 0, Arrays.copyOf(tcp(9, 0, 0), 12))),
                    leftOut("TCP header too short", ipv4(TCP, 0, 0, withOffset(tcp(10, 0, 4), 4))),
                    leftOut(
                            "options beyond the end",
                            ipv4(TCP, 0, 0, withOffset(tcp(11, 0, 4), 9))),
                    kept("IPv6", ipv6(TCP, tcp(12, 12, 5)), 40, 32, 5),
                    kept(
                            "hop by hop",
                            ipv6(HOP_BY_HOP, extension(HOP_BY_HOP, TCP, 8, 0, tcp(13, 0, 5))),
                            48,
                            20,
                            5),
                    kept(
                            "three extensions",
                            ipv6(
                                    HOP_BY_HOP,
                                    extension(
                                            HOP_BY_HOP,
                                            DESTINATION,
                                            8,
                                            0,
                                            extension(
                                                    DESTINATION,
                                                    ROUTING,
                                                    16,
                                                    0,
                                                    extension(ROUTING, TCP, 8, 0, tcp(14, 0, 9))))),
                            72,
                            20,
                            9),
                    kept(
                            "first fragment of IPv6",
                            ipv6(FRAGMENT, extension(FRAGMENT, TCP, 8, 1, tcp(15, 0, 28))),
                            48,
                            20,
                            28),
                    leftOut(
                            "later fragment of IPv6",
                            ipv6(FRAGMENT, extension(FRAGMENT, TCP, 8, 48, tcp(16, 0, 28)))),
                    kept(
                            "authentication",
                            ipv6(
                                    AUTHENTICATION,
                                    extension(AUTHENTICATION, TCP, 24, 0, tcp(17, 0, 3))),
                            64,
                            20,
                            3),
                    leftOut("no next header", ipv6(NO_NEXT_HEADER, tcp(18, 0, 3))),
                    leftOut("UDP over IPv6", ipv6(UDP, tcp(19, 0, 3))));

    private static byte[] withOffset(byte[] tcp, int words) {
        tcp[12] = (byte) (words << 4);
        return tcp;
    }

    @Test
    void everyTcpPacketIsRecordedOnceAndNothingElse() {
        Path trace = inject(CASES.stream().map(Case::bytes).toList());
        List<Case> expected = CASES.stream().filter(each -> each.ipLength() >= 0).toList();
        List<RecordedPacket> recorded = RecordedPacket.of(trace);
        assertAll(expected.stream().map(each -> () -> assertKept(each, recorded, expected)));
        assertEquals(expected.size(), recorded.size());
        try (TraceReader reader = TraceReader.open(trace)) {
            long leftOut = CASES.size() - (long) expected.size();
            assertEquals(CASES.size(), count(reader, HookCounts::seen), "seen");
            assertEquals(leftOut, count(reader, HookCounts::filtered), "filtered");
            assertEquals(expected.size(), count(reader, HookCounts::events), "events");
        }
    }

    private static void assertKept(
            Case wanted, List<RecordedPacket> recorded, List<Case> expected) {
        RecordedPacket packet = recorded.get(expected.indexOf(wanted));
        byte[] headers = Arrays.copyOf(wanted.bytes(), wanted.ipLength() + wanted.tcpLength());
        HexFormat hex = HexFormat.of();
        assertEquals(
                hex.formatHex(headers), hex.formatHex(packet.headers().array()), wanted.what());
        assertEquals(wanted.ipLength(), packet.ipLength(), wanted.what());
        assertEquals(wanted.payload(), packet.payloadLength(), wanted.what());
    }

    /** What does not fit keeps its first header and TCP's. */
    @Test
    void extensionsThatAreTooLongAreLeftOutOfTheBytesAndNothingElseIs() {
        byte[] tcp = tcp(1, 40, 11);
        byte[] packet = ipv6(DESTINATION, extension(DESTINATION, TCP, 264, 0, tcp));
        RecordedPacket recorded = RecordedPacket.of(inject(List.of(packet))).getFirst();
        byte[] headers = Arrays.copyOf(packet, 100);
        System.arraycopy(tcp, 0, headers, 40, 60);
        assertEquals(
                HexFormat.of().formatHex(headers),
                HexFormat.of().formatHex(recorded.headers().array()));
        assertEquals(40, recorded.ipLength());
        assertEquals(11, recorded.payloadLength());
    }

    /** Records while the packets come in on a TUN device. */
    private Path inject(List<byte[]> packets) {
        Path trace = folder.resolve("made.tcbee");
        try (Namespace a = Namespace.open()) {
            int tun = a.run(() -> Libc.tun("tun0"));
            // No address: the stack itself says nothing on the device.
            a.ip("link set tun0 addrgenmode none");
            a.ip("link set tun0 up");
            Recording recording =
                    Recording.start(
                            a.command(
                                    Tcbee.LAUNCHER,
                                    "record",
                                    "tun0",
                                    "-o",
                                    trace.toString(),
                                    "-q"));
            try (Arena arena = Arena.ofConfined()) {
                for (byte[] packet : packets) {
                    MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, packet);
                    assertEquals(packet.length, Libc.write(tun, bytes, packet.length));
                }
            }
            Result ended = recording.stop();
            assertEquals(0, ended.exit(), ended::out);
            Libc.close(tun);
        }
        return trace;
    }

    private static long count(
            TraceReader reader, java.util.function.ToLongFunction<HookCounts> which) {
        int ingress =
                reader.info().hooks().stream()
                        .filter(hook -> hook.name().equals("packet_ingress_raw"))
                        .findFirst()
                        .orElseThrow()
                        .id();
        return reader.counts().stream()
                .filter(each -> each.hook() == ingress)
                .mapToLong(which)
                .sum();
    }
}
