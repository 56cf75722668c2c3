package io.tcbee.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Endpoint;
import io.tcbee.model.EventType;
import io.tcbee.model.InetSockSetState;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.PacketStateEvent;
import io.tcbee.model.Side;
import io.tcbee.model.SockSendLength;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpCwnd;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpRetransmitSkb;
import io.tcbee.model.TcpState;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.SeriesKey;
import io.tcbee.trace.ConnectionLoss;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {
    private final MemoryStore store = new MemoryStore();

    @TempDir private Path directory;

    private Processed process(Consumer<TestTrace> content) {
        Path path = directory.resolve("test.tcbee");
        try (TestTrace trace = new TestTrace(path)) {
            content.accept(trace);
            trace.finish(0);
        }
        return Processor.withAllMetrics().process(path, store, Progress.NONE);
    }

    private static void handshake(TestTrace trace, long timeNs, int port, int isn) {
        trace.packet(timeNs, 1, port, 2, 80, isn, 0, TestTrace.SYN, 0);
        trace.packet(timeNs + 10, 2, 80, 1, port, 9000, isn + 1, TestTrace.SYN | TestTrace.ACK, 0);
        trace.packet(timeNs + 20, 1, port, 2, 80, isn + 1, 9001, TestTrace.ACK, 0);
    }

    private static void state(TestTrace trace, long timeNs, long cookie, int cwnd) {
        trace.events
                .begin(TcpProbe.TYPE, TestTrace.START_NS + timeNs, cookie, 0)
                .set(TcpState.SND_CWND, cwnd)
                .set(TcpState.SND_SSTHRESH, 0x7fff_ffff)
                .set(TcpState.SK_PACING_RATE, -1)
                .set(TcpState.MIN_RTT_US, 0xffff_ffffL)
                .set(TcpState.SND_UNA, 101)
                .set(TcpState.SND_NXT, 201)
                .set(TcpState.PACKETS_OUT, 3)
                .set(TcpState.MSS_CACHE, 1000);
    }

    @Test
    void aCaptureBecomesOneConnectionWithAllItsPackets() {
        int[] packets = new int[1];
        Processed processed = process(trace -> packets[0] = trace.capture("loss1pct_cubic"));

        ConnectionRow row = store.connections.getFirst();
        assertEquals(1, processed.connections());
        assertEquals(packets[0], store.rows("packets").size());
        assertEquals(17, row.attribute(Side.CLIENT, "retransmissions"));
        assertEquals(135, row.attribute(Side.CLIENT, "dupack_5681"));
        assertEquals("10.77.0.2:5001", row.server().toString());
        assertEquals(Side.CLIENT, row.local());
        assertEquals(77, row.cookie());
        assertEquals("open", row.teardown()); // the capture ends within the transfer
        assertTrue(row.handshakeSeen());
        assertFalse(row.sidesInferred());
        assertEquals(packets[0], row.attribute(null, "events"));
        assertEquals(List.of(processed.run()), store.committed);
        assertTrue(processed.run().complete());
        assertEquals(
                17,
                store.rows("packets").stream().filter(each -> each.value("verdict") == 1).count());
    }

    @Test
    void everySeriesThatIsAppendedIsDefined() {
        process(trace -> trace.capture("clean"));

        assertEquals("fin", store.connections.getFirst().teardown());
        assertTrue(store.points.containsKey(new SeriesKey(1, Side.CLIENT, "rtt_us")));
        store.points
                .keySet()
                .forEach(key -> assertTrue(store.defined.containsKey(key.name()), key.name()));
        store.connections
                .getFirst()
                .attributes()
                .forEach(each -> assertTrue(store.defined.containsKey(each.name()), each.name()));
    }

    @Test
    void anotherUseOfThePortsIsAnotherConnection() {
        process(trace -> {
            handshake(trace, 100, 5000, 100);
            handshake(trace, 1000, 5000, 70_000);
            trace.packet(1100, 1, 5000, 2, 80, 70_001, 9001, TestTrace.ACK, 10);
        });

        assertEquals(2, store.connections.size());
        assertEquals(10, store.connections.get(1).attribute(Side.CLIENT, "bytes"));
        assertEquals(0, store.connections.get(0).attribute(Side.CLIENT, "bytes"));
    }

    @Test
    void aSynAfterBothSidesClosedBeginsAnotherConnectionThoughItsNumberIsTheSame() {
        process(trace -> {
            handshake(trace, 100, 5000, 100);
            int finAck = TestTrace.FIN | TestTrace.ACK;
            trace.packet(200, 1, 5000, 2, 80, 101, 9001, finAck, 0);
            trace.packet(210, 2, 80, 1, 5000, 9001, 102, finAck, 0);
            trace.packet(220, 1, 5000, 2, 80, 102, 9002, TestTrace.ACK, 0);
            handshake(trace, 1000, 5000, 100);
        });

        assertEquals(2, store.connections.size());
        assertEquals("fin", store.connections.get(0).teardown());
        assertEquals("open", store.connections.get(1).teardown());
    }

    @Test
    void aSynSentAgainIsNoOtherConnection() {
        process(trace -> {
            trace.packet(100, 1, 5000, 2, 80, 100, 0, TestTrace.SYN, 0);
            handshake(trace, 1_000_000_100, 5000, 100);
        });

        ConnectionRow row = store.connections.getFirst();
        assertEquals(1, store.connections.size());
        assertEquals(1, row.attribute(Side.CLIENT, "retransmissions"));
        assertTrue(Double.isNaN(row.attribute(Side.CLIENT, "handshake_rtt_us")));
    }

    @Test
    void kernelSamplesJoinTheirPackets() {
        process(trace -> {
            trace.socket(50, 42, 5000, 2, 80)
                    .set(SocketEvent.PID, 321)
                    .set(SocketEvent.COMM, "curl")
                    .set(SocketEvent.CONGESTION_CONTROL, "cubic");
            handshake(trace, 100, 5000, 1);
            state(trace, 200, 42, 10);
        });

        ConnectionRow row = store.connections.getFirst();
        MemoryStore.Row sample = store.rows("tcp_state").get(1);
        assertEquals(1, store.connections.size());
        assertEquals(321, row.pid());
        assertEquals("curl", row.comm());
        assertEquals("cubic", row.congestionControl());
        assertEquals(10, row.attribute(Side.CLIENT, "snd_cwnd_max"));
        assertEquals(200, sample.timeNs());
        assertEquals(10, sample.value("snd_cwnd"));
        assertEquals(100, sample.value("snd_una"));
        assertEquals(200, sample.value("snd_nxt"));
        assertEquals(
                3000, store.points.get(new SeriesKey(1, Side.CLIENT, "flight_pipe")).get(1)[1]);
    }

    @Test
    void valuesThatStandForNoneAreAbsent() {
        process(trace -> {
            trace.socket(50, 42, 5000, 2, 80);
            state(trace, 200, 42, 10);
        });

        MemoryStore.Row sample = store.rows("tcp_state").get(1);
        for (String column :
                List.of("snd_ssthresh", "sk_pacing_rate", "min_rtt_us", "srtt_us", "snd_una")) {
            assertNull(sample.value(column), column);
        }
        assertEquals(0, sample.value("lost_out"));
    }

    @Test
    void eventsBeforeTheirSocketIsKnownFindTheirPlaceInTime() {
        Processed processed =
                process(trace -> {
                    state(trace, 10, 42, 4);
                    trace.events
                            .begin(InetSockSetState.TYPE, TestTrace.START_NS + 20, 42, 0)
                            .set(InetSockSetState.NEWSTATE, 1);
                    state(trace, 30, 99, 4);
                    trace.socket(50, 42, 5000, 2, 80);
                    state(trace, 60, 42, 5);
                });

        assertEquals(
                List.of(10L, 20L, 50L, 60L),
                store.rows("tcp_state").stream().map(MemoryStore.Row::timeNs).toList());
        assertEquals(1, store.rows("state_changes").size());
        assertEquals(1, processed.unattributedEvents());
    }

    @Test
    void aSocketThatConnectsBeforeItHasAPortIsTheConnectionOfItsLaterEvents() {
        process(trace -> {
            trace.socket(10, 42, 0, 2, 80).set(SocketEvent.REASON, 2).set(SocketEvent.PID, 4711);
            handshake(trace, 20, 5000, 100);
            trace.socket(50, 42, 5000, 2, 80).set(SocketEvent.REASON, 3);
        });

        assertEquals(1, store.connections.size());
        ConnectionRow row = store.connections.getFirst();
        assertEquals("10.0.0.1:5000", row.client().toString());
        assertEquals(4711, row.pid());
        assertEquals(10, row.startNs());
    }

    @Test
    void aConnectionThatOnlyTheKernelToldOfIsARow() {
        process(trace -> trace.socket(50, 42, 5000, 2, 80));

        assertEquals("10.0.0.1:5000", store.connections.getFirst().client().toString());
        assertEquals(0, store.rows("packets").size());
    }

    @Test
    void theKernelsCountsTellTheInitialNumberWhereTheSynWasNotSeen() {
        process(trace -> {
            trace.socket(50, 42, 5000, 2, 80)
                    .set(TcpState.SK_STATE, 1)
                    .set(TcpState.SND_UNA, 7)
                    .set(TcpState.BYTES_ACKED, 0x1_0000_0001L)
                    .set(TcpState.RCV_NXT, 501)
                    .set(TcpState.BYTES_RECEIVED, 400);
            trace.packet(60, 1, 5000, 2, 80, 17, 501, TestTrace.ACK, 5);
        });

        MemoryStore.Row packet = store.rows("packets").getFirst();
        assertEquals(0x1_0000_000bL, packet.value("seq"));
        assertEquals(401, packet.value("ack"));
    }

    @Test
    void callsAndRetransmitsHaveTheirTables() {
        process(trace -> {
            trace.socket(50, 42, 5000, 2, 80);
            trace.events
                    .begin(SockSendLength.TYPE, TestTrace.START_NS + 60, 42, 0)
                    .set(SockSendLength.RESULT, 512)
                    .set(SockSendLength.PID, 7);
            trace.events
                    .begin(SockSendLength.TYPE, TestTrace.START_NS + 61, 42, 0)
                    .set(SockSendLength.RESULT, -11);
            trace.events
                    .begin(TcpRetransmitSkb.TYPE, TestTrace.START_NS + 70, 42, 0)
                    .set(TcpRetransmitSkb.SEGS, 2);
        });

        assertEquals(512, store.rows("calls").get(0).value("send_length"));
        assertNull(store.rows("calls").get(0).value("errno"));
        assertNull(store.rows("calls").get(1).value("send_length"));
        assertEquals(11, store.rows("calls").get(1).value("errno"));
        assertEquals(2, store.rows("retransmits").getFirst().value("segs"));
        assertEquals(
                2, store.connections.getFirst().attribute(Side.CLIENT, "kernel_retransmissions"));
    }

    @Test
    void aPacketOfTheLoopbackInterfaceCountsOnce() {
        Processed processed =
                process(trace -> {
                    for (boolean out : new boolean[] {true, false}) {
                        trace.packet(1, out, out ? 5 : 6, 1, 5000, 1, 80, 1, 0, TestTrace.SYN, 0);
                    }
                });

        assertEquals(1, store.rows("packets").size());
        assertEquals(1, processed.loopbackCopies());
        assertEquals(0, store.connections.getFirst().attribute(Side.CLIENT, "retransmissions"));
    }

    @Test
    void rowsAreInOrderOfConnectionThenTime() {
        process(trace -> {
            trace.packet(10, 1, 5000, 2, 80, 1, 0, TestTrace.SYN, 0);
            trace.packet(20, 1, 5001, 2, 80, 1, 0, TestTrace.SYN, 0);
            trace.packet(30, 2, 80, 1, 5000, 1, 2, TestTrace.SYN | TestTrace.ACK, 0);
        });

        assertEquals(
                List.of(10L, 30L, 20L),
                store.rows("packets").stream().map(MemoryStore.Row::timeNs).toList());
    }

    @Test
    void lossesArePassedOnAndCountedWhereTheyTouchAConnection() {
        process(trace -> {
            trace.packet(10, 1, 5000, 2, 80, 1, 0, TestTrace.SYN, 0);
            trace.packet(20, 1, 5000, 2, 80, 1, 0, TestTrace.RST, 0);
            trace.loss(15, 25, 3);
            trace.packet(50, 1, 5001, 2, 80, 1, 0, TestTrace.SYN, 0);
        });

        assertEquals(3, store.connections.get(0).attribute(null, "events_lost"));
        assertEquals(0, store.connections.get(1).attribute(null, "events_lost"));
        assertEquals("reset", store.connections.get(0).teardown());
        assertEquals(3, store.losses.getFirst().lost());
        assertEquals(15, store.losses.getFirst().fromNs());
        assertEquals("tcp_probe", store.losses.getFirst().hook());
        assertEquals(3, store.committed.getFirst().eventsLost());
    }

    @Test
    void lossesWhoseConnectionIsToldAreItsOwn() {
        Endpoint own = Endpoint.of(TestTrace.address(1), 5001);
        Endpoint peer = Endpoint.of(TestTrace.address(2), 80);
        long from = TestTrace.START_NS + 15;
        long to = TestTrace.START_NS + 25;
        process(trace -> {
            trace.socket(5, 42, 5000, 2, 80);
            handshake(trace, 10, 5000, 1);
            handshake(trace, 11, 5001, 1);
            handshake(trace, 12, 5002, 1);
            trace.loss(
                    15,
                    25,
                    new ConnectionLoss(from, to, 42, null, null, 0, 3),
                    new ConnectionLoss(from, to, 0, own, peer, TestTrace.IFINDEX, 4));
        });

        List<MemoryStore.Row> lost = store.rows("lost_events");
        assertEquals(
                List.of(3.0, 4.0, 0.0),
                store.connections.stream()
                        .map(each -> each.attribute(null, "events_lost"))
                        .toList());
        assertEquals(7, store.connections.get(2).attribute(null, "events_lost_meanwhile"));
        assertEquals(2, lost.size());
        assertEquals(1, lost.getFirst().connection());
        assertEquals(0, lost.getFirst().side());
        assertEquals(25, lost.getFirst().timeNs());
        assertEquals(15, lost.getFirst().value("since_ns"));
        assertEquals(3, lost.getFirst().value("lost"));
    }

    @Test
    void aPacketWithItsSendersStateIsAPacketAndAStateAtOneTime() {
        process(trace -> {
            handshake(trace, 100, 5000, 100);
            trace.packetWithState(200, 42, 5000, 101, 1000)
                    .set(TcpState.SND_CWND, 17)
                    .set(TcpState.SND_NXT, 101)
                    .set(TcpState.UNDO_RETRANS, -1)
                    .set(TcpState.RCV_OOOPACK, 2);
            state(trace, 300, 42, 18);
        });

        ConnectionRow row = store.connections.getFirst();
        List<MemoryStore.Row> sent =
                store.rows("packets").stream().filter(each -> each.side() == 0).toList();
        MemoryStore.Row packet = sent.getLast(); // rows are in order of connection, side, time
        MemoryStore.Row sample = store.rows("tcp_state").getFirst();
        assertEquals(4, store.rows("packets").size());
        assertEquals(3, sent.size());
        assertEquals(5, row.attribute(null, "events"));
        assertEquals(42, row.cookie());
        assertEquals(200, packet.timeNs());
        assertEquals(1, packet.value("seq"));
        assertEquals(1001, packet.value("end_seq"));
        assertEquals(1, packet.value("direction"));
        assertEquals(TestTrace.IFINDEX, packet.value("ifindex"));
        assertEquals(200, sample.timeNs());
        assertEquals(17, sample.value("snd_cwnd"));
        assertEquals(1, sample.value("snd_nxt"));
        assertEquals(2, sample.value("rcv_ooopack"));
        assertEquals(PacketStateEvent.TYPE.id(), sample.value("event"));
        assertNull(sample.value("undo_retrans"));
        assertEquals(2, store.rows("tcp_state").size());
    }

    @Test
    void aTraceFromBeforeATypeOfEventCameLacksNothingElse() {
        Path path = directory.resolve("old.tcbee");
        try (TestTrace trace = new TestTrace(path, List.of(PacketEvent.TYPE, TcpProbe.TYPE))) {
            handshake(trace, 100, 5000, 100);
            trace.packet(150, 1, 5000, 2, 80, 101, 9001, TestTrace.ACK, 10);
            trace.finish(0);
        }
        Processor.withAllMetrics().process(path, store, Progress.NONE);
        assertEquals(4, store.rows("packets").size());

        Path withState = directory.resolve("state.tcbee");
        List<EventType> types = List.of(SocketEvent.TYPE, TcpProbe.TYPE);
        try (TestTrace trace = new TestTrace(withState, types)) {
            trace.socket(50, 42, 5000, 2, 80);
            state(trace, 200, 42, 10);
            trace.finish(0);
        }
        Processor.withAllMetrics().process(withState, store, Progress.NONE);
        assertEquals(10, store.rows("tcp_state").get(1).value("snd_cwnd"));
    }

    @Test
    void theLightModesWindowIsAStateOfWhichTheRestIsAbsent() {
        process(trace -> {
            trace.socket(50, 42, 5000, 2, 80);
            trace.events
                    .begin(TcpCwnd.TYPE, TestTrace.START_NS + 60, 42, 0)
                    .set(TcpCwnd.SND_CWND, 10)
                    .set(TcpCwnd.SND_SSTHRESH, 0x7fff_ffff)
                    .set(TcpCwnd.PACKETS_OUT, 3)
                    .set(TcpCwnd.SRTT_US, 900);
            state(trace, 70, 42, 11);
        });

        MemoryStore.Row light = store.rows("tcp_state").get(1);
        assertEquals(
                Map.of("event", 19L, "snd_cwnd", 10L, "packets_out", 3L, "srtt_us", 900L),
                light.values());
        assertEquals(0, store.rows("tcp_state").get(2).value("lost_out"));
        assertEquals(11, store.rows("tcp_state").get(2).value("snd_cwnd"));
    }

    @Test
    void aTraceThatWasCutOffIsARunThatSaysSo() {
        Path path = directory.resolve("cut.tcbee");
        try (TestTrace trace = new TestTrace(path)) {
            trace.packet(10, 1, 5000, 2, 80, 1, 0, TestTrace.SYN, 0);
            trace.flush();
        }

        Processed processed = Processor.withAllMetrics().process(path, store, Progress.NONE);

        assertFalse(processed.run().complete());
        assertEquals(1, store.connections.size());
    }

    @Test
    void anInterruptLeavesNothingBehind() {
        Path path = directory.resolve("interrupted.tcbee");
        try (TestTrace trace = new TestTrace(path)) {
            for (int i = 0; i < 70_000; i++) {
                trace.packet(i, 1, 5000, 2, 80, 1, 0, TestTrace.SYN, 0);
            }
            trace.finish(0);
        }
        Progress interrupting = (events, total) -> Thread.currentThread().interrupt();
        Processor processor = Processor.withAllMetrics();

        assertThrows(ProcessException.class, () -> processor.process(path, store, interrupting));

        assertTrue(Thread.interrupted());
        assertTrue(store.closedWithoutCommit);
    }
}
