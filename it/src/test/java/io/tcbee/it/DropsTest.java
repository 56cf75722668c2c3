package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.it.Decisions.Event;
import io.tcbee.lab.Ip;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabNamespace;
import io.tcbee.lab.LabSocket;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import io.tcbee.model.KfreeSkb;
import io.tcbee.model.TcpBadCsum;
import io.tcbee.model.TcpReset;
import io.tcbee.trace.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets that the kernel dropped and resets that it sent, with its reasons. */
@ExtendWith(WithheldCalls.class)
class DropsTest {
    private static final int CLOSED_PORT = 5009;
    private static final int SYN = 2;

    /** A SYN to port 5003 with sequence number 1000 and checksum 1, which is wrong. */
    private static final String BAD_SYN =
            """
            import socket, struct
            s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
            tcp = struct.pack("!HHIIBBHHH", 5555, 5003, 1000, 0, 0x50, 2, 8192, 1, 0)
            for _ in range(3):
                s.sendto(tcp, ("10.77.0.2", 0))
            """;

    @TempDir private Path folder;
    private Lab lab;

    @BeforeEach
    void open() {
        Needs.lab();
        PathOptions perfect = PathOptions.builder().build();
        lab = Lab.open(perfect, perfect);
    }

    @AfterEach
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Ip.class)
    void aPacketToAClosedPortHasReasonAndPlace(Ip ip) throws Exception {
        Decisions seen =
                record(
                        lab.server(),
                        () -> {
                            try (LabSocket socket = lab.client().socket(ip)) {
                                assertThrows(
                                        RuntimeException.class,
                                        () -> socket.connect(ip.server(), CLOSED_PORT));
                            }
                        });

        List<Event> drops = seen.all(KfreeSkb.TYPE);
        assertEquals(1, drops.size(), drops.toString());
        Event drop = drops.getFirst();
        assertEquals("SKB_DROP_REASON_NO_SOCKET", reason(seen, drop));
        String place = seen.name(Code.PLACE, drop.get(KfreeSkb.LOCATION));
        String function = ip == Ip.V4 ? "tcp_v4_rcv" : "tcp_v6_rcv";
        assertTrue(place.startsWith(function + "+0x"), place);
        assertEquals(CLOSED_PORT, drop.get(KfreeSkb.DEST_PORT));
        assertEquals(SYN, drop.get(KfreeSkb.TCP_FLAGS));
        assertEquals(0, drop.get(KfreeSkb.PAYLOAD_LENGTH));
    }

    @Test
    void whatTheFirewallDropsIsWhatItCounts() throws Exception {
        Needs.command("nft");
        nft("add table inet t");
        nft("add chain inet t in { type filter hook input priority 0; }");
        nft(
                "add rule inet t in tcp dport 5001 tcp flags & (syn|ack) == ack"
                        + " meta length > 1000 numgen inc mod 50 == 7 counter drop");
        Decisions seen = record(lab.server(), () -> lab.transfer(Transfer.of(600_000)));

        Matcher packets = Pattern.compile("packets (\\d+)").matcher(nft("list table inet t"));
        assertTrue(packets.find());
        long counted = Long.parseLong(packets.group(1));
        assertTrue(counted > 0, "the rule matched");
        assertEquals(
                counted,
                seen.count(
                        KfreeSkb.TYPE,
                        drop -> reason(seen, drop).equals("SKB_DROP_REASON_NETFILTER_DROP")));
    }

    @Test
    void aWrongChecksumIsToldWithItsSegment() throws Exception {
        Needs.command("python3");
        Decisions seen =
                record(
                        lab.server(),
                        () -> {
                            run(lab.client(), "python3", "-c", BAD_SYN);
                            awaitCounter("TcpInCsumErrors", 3);
                        });

        assertEquals(3, seen.kernel().get("TcpInCsumErrors"));
        List<Event> bad = seen.all(TcpBadCsum.TYPE);
        assertEquals(3, bad.size(), bad.toString());
        for (Event event : bad) {
            assertEquals(5555, event.get(TcpBadCsum.SOURCE_PORT));
            assertEquals(5003, event.get(TcpBadCsum.DEST_PORT));
            assertEquals(1000, event.get(TcpBadCsum.SEQ));
            assertEquals(8192, event.get(TcpBadCsum.WINDOW));
            assertEquals(SYN, event.get(TcpBadCsum.TCP_FLAGS));
        }
        assertEquals(
                3,
                seen.count(
                        KfreeSkb.TYPE,
                        drop -> reason(seen, drop).equals("SKB_DROP_REASON_TCP_CSUM")));
    }

    @Test
    void aResetHasItsReason() throws Exception {
        Decisions seen =
                record(
                        lab.client(),
                        () -> {
                            try (LabSocket listener = lab.server().socket(Ip.V4)) {
                                listener.bind(Ip.V4.server(), CLOSED_PORT);
                                listener.listen();
                                LabSocket socket = lab.client().socket(Ip.V4);
                                socket.connect(Ip.V4.server(), CLOSED_PORT);
                                socket.abortOnClose();
                                socket.close();
                            }
                        });

        List<Event> resets = seen.all(TcpReset.TYPE);
        assertEquals(1, resets.size(), resets.toString());
        assertEquals(1, resets.getFirst().get(TcpReset.SENT));
        assumeTrue(
                seen.codes().stream().anyMatch(code -> code.kind().equals("sk_rst_reason")),
                "this kernel tells no reason");
        assertEquals( // tcp_disconnect() in a state that needs a reset
                "SK_RST_REASON_TCP_STATE",
                seen.name("sk_rst_reason", resets.getFirst().get(TcpReset.REASON)));
    }

    private static String reason(Decisions seen, Event drop) {
        return seen.name("skb_drop_reason", drop.get(KfreeSkb.REASON));
    }

    private Decisions record(LabNamespace namespace, Decisions.Body body) throws Exception {
        return Decisions.of(namespace, folder.resolve("x.tcbee"), body);
    }

    private void awaitCounter(String counter, long least) throws InterruptedException {
        for (int i = 0; i < 100 && lab.serverCounters().get(counter) < least; i++) {
            Thread.sleep(20);
        }
    }

    private String nft(String command) throws Exception {
        return run(lab.server(), "nft", command);
    }

    private static String run(LabNamespace namespace, String... command)
            throws IOException, InterruptedException {
        Process process = namespace.processBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
