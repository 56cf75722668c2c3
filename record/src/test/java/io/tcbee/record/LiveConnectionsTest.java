package io.tcbee.record;

import static io.tcbee.record.Records.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.EventTypes;
import io.tcbee.model.InetSockSetState;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpCwnd;
import io.tcbee.model.TcpDestroySock;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LiveConnectionsTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final LiveConnections live = new LiveConnections(4);

    @Test
    void aSocketTellsWhoseConnectionItIs() {
        live.records(new Records().add(socket(7, 100)).segment());

        LiveConnection connection = only();
        assertEquals(7, connection.cookie());
        assertEquals("10.0.0.1:40000", connection.local().orElseThrow().toString());
        assertEquals("10.0.0.2:443", connection.remote().orElseThrow().toString());
        assertEquals(1234, connection.pid());
        assertEquals("curl", connection.comm());
        assertEquals("cubic", connection.congestionControl());
        assertEquals(100, connection.firstNs());
        assertTrue(connection.isKnown());
    }

    @Test
    void whatFollowsReplacesTheStateAndKeepsTheRest() {
        live.records(
                new Records()
                        .add(socket(7, 100))
                        .add(
                                event(TcpProbe.TYPE, 7, 200)
                                        .with(TcpState.SND_CWND, 33)
                                        .with(TcpState.SRTT_US, 1500))
                        .segment());

        LiveConnection connection = only();
        assertEquals(33, connection.value(TcpState.SND_CWND));
        assertEquals(1500, connection.value(TcpState.SRTT_US));
        assertEquals("curl", connection.comm());
        assertEquals(100, connection.firstNs());
        assertEquals(200, connection.newestNs());
    }

    @Test
    void everyEventThatCarriesStateIsTaken() {
        EventTypes.ALL.stream()
                .filter(type -> type.carriesState())
                .forEach(type -> {
                    LiveConnections one = new LiveConnections(1);
                    one.records(
                            new Records()
                                    .add(event(type, 9, 5).with(TcpState.SND_CWND, 21))
                                    .segment());
                    assertEquals(
                            21, one.connections().getFirst().value(TcpState.SND_CWND), type.name());
                });
    }

    @Test
    void anOlderEventOfAnotherCpuChangesNothing() {
        live.records(new Records().add(probe(7, 200).with(TcpState.SND_CWND, 20)).segment());
        live.records(new Records().add(probe(7, 150).with(TcpState.SND_CWND, 15)).segment());

        assertEquals(20, only().value(TcpState.SND_CWND));
    }

    @Test
    void aLaterTellingWithoutOwnerKeepsTheOwner() {
        live.records(
                new Records()
                        .add(socket(7, 100))
                        .add(
                                socket(7, 200)
                                        .with(SocketEvent.PID, 0)
                                        .with(SocketEvent.COMM, new byte[16]))
                        .segment());

        assertEquals(1234, only().pid());
        assertEquals("curl", only().comm());
    }

    @Test
    void inFlightIsSentLessSackedLessLostPlusRetransmitted() {
        live.records(
                new Records()
                        .add(
                                probe(7, 1)
                                        .with(TcpState.PACKETS_OUT, 10)
                                        .with(TcpState.SACKED_OUT, 3)
                                        .with(TcpState.LOST_OUT, 2)
                                        .with(TcpState.RETRANS_OUT, 1))
                        .segment());

        assertEquals(6, only().inFlight());
    }

    @Test
    void aStepTellsTheStateThatIsEntered() {
        live.records(
                new Records()
                        .add(
                                event(InetSockSetState.TYPE, 7, 1)
                                        .with(TcpState.SK_STATE, 1)
                                        .with(InetSockSetState.NEWSTATE, 4))
                        .segment());

        assertEquals(4, only().value(TcpState.SK_STATE));
    }

    @Test
    void theLightEventTellsWhatItHas() {
        live.records(
                new Records()
                        .add(
                                event(TcpCwnd.TYPE, 7, 1)
                                        .with(TcpCwnd.SND_CWND, 12)
                                        .with(TcpCwnd.SRTT_US, 900))
                        .segment());

        assertEquals(12, only().value(TcpState.SND_CWND));
        assertEquals(900, only().value(TcpState.SRTT_US));
        assertFalse(only().isKnown());
    }

    @Test
    void discardedRecordsPacketsAndEventsWithoutCookieAreNoConnections() {
        live.records(
                new Records()
                        .discarded(probe(7, 1))
                        .add(event(PacketEvent.TYPE, 8, 1))
                        .add(probe(0, 1))
                        .segment());

        assertEquals(List.of(), live.connections());
    }

    @Test
    void theOneThatEndedFirstGivesWay() {
        Records records = new Records();
        for (long cookie = 1; cookie <= 4; cookie++) {
            records.add(probe(cookie, cookie));
        }
        records.add(event(TcpDestroySock.TYPE, 3, 10)).add(event(TcpDestroySock.TYPE, 1, 11));
        records.add(probe(5, 20)).add(probe(6, 21));
        live.records(records.segment());

        assertEquals(Set.of(2L, 4L, 5L, 6L), cookies());
        assertEquals(2, live.evicted());
    }

    @Test
    void theSilentOneGivesWayWhereNoneHasEnded() {
        for (long cookie = 1; cookie <= 4; cookie++) {
            live.records(new Records().add(probe(cookie, cookie)).segment());
        }
        live.records(new Records().add(probe(1, 50)).segment());
        live.records(new Records().add(probe(9, 60)).segment());

        assertEquals(Set.of(1L, 3L, 4L, 9L), cookies());
    }

    @Test
    void anEndedConnectionKeepsItsLastCounters() {
        live.records(
                new Records()
                        .add(event(TcpDestroySock.TYPE, 7, 9).with(TcpState.TOTAL_RETRANS, 5))
                        .segment());

        assertTrue(only().isEnded());
        assertEquals(5, only().value(TcpState.TOTAL_RETRANS));
    }

    @Test
    void tooManyStatesAreSampledAndTheNewestAreKept() {
        Records records = new Records();
        int count = LiveConnections.PER_SPAN * 2;
        for (int i = 1; i <= count; i++) {
            records.add(probe(7, i).with(TcpState.SND_CWND, i));
        }
        live.records(records.segment());

        assertEquals(count, only().value(TcpState.SND_CWND));
        assertEquals(0.5, live.sampled());
    }

    @Test
    void noMoreStatesAreCopiedThanTimeAllows() {
        Records records = new Records();
        for (int i = 1; i <= LiveConnections.PER_SPAN; i++) {
            records.add(probe(7, i));
        }
        int spans = 2 * LiveConnections.PER_SECOND / LiveConnections.PER_SPAN;
        for (int i = 0; i < spans; i++) {
            live.records(records.segment()); // no time passes
        }
        double allowed = LiveConnections.PER_SECOND / 10.0;
        assertEquals(allowed / (spans * (double) LiveConnections.PER_SPAN), live.sampled(), 1e-9);
    }

    @Test
    void beginningsAndEndsAreTakenEvenWhereNothingElseIs() {
        Records flood = new Records();
        for (int i = 1; i <= LiveConnections.PER_SPAN; i++) {
            flood.add(probe(7, i));
        }
        for (int i = 0; i < 2 * LiveConnections.PER_SECOND / LiveConnections.PER_SPAN; i++) {
            live.records(flood.segment());
        }
        live.records(
                new Records().add(socket(8, 1)).add(event(TcpDestroySock.TYPE, 8, 2)).segment());

        LiveConnection ended =
                live.connections().stream().filter(c -> c.cookie() == 8).findFirst().orElseThrow();
        assertTrue(ended.isEnded());
        assertEquals("curl", ended.comm());
    }

    @Test
    void theFollowedConnectionLeavesAPointPerStep() {
        live.follow(7);
        Records records = new Records();
        for (int i = 0; i < 10; i++) {
            records.add(
                    probe(7, SECOND_NS + i * (TrailRing.STEP_NS / 2))
                            .with(TcpState.SND_CWND, 10 + i)
                            .with(TcpState.BYTES_ACKED, 1000L * i));
            records.add(probe(8, SECOND_NS + i));
        }
        live.records(records.segment());

        LiveTrail trail = live.trail();
        assertEquals(7, trail.cookie());
        assertEquals(5, trail.size());
        assertEquals(List.of(10L, 12L, 14L, 16L, 18L), boxed(trail.sndCwnd()));
        assertEquals(List.of(0L, 2000L, 4000L, 6000L, 8000L), boxed(trail.bytesAcked()));
    }

    @Test
    void theTrailKeepsTheNewestInOrder() {
        live.follow(7);
        int points = TrailRing.POINTS + 3;
        for (int i = 0; i < points; i++) {
            live.round(i * TrailRing.STEP_NS);
            live.records(
                    new Records()
                            .add(probe(7, i * TrailRing.STEP_NS).with(TcpState.SND_CWND, i))
                            .segment());
        }
        long[] windows = live.trail().sndCwnd();
        assertEquals(TrailRing.POINTS, windows.length);
        assertEquals(3, windows[0]);
        assertEquals(points - 1, windows[windows.length - 1]);
    }

    @Test
    void thousandsComeAndGoAndTheIndexFindsTheRest() {
        LiveConnections many = new LiveConnections(1000);
        for (long cookie = 1; cookie <= 20_000; cookie++) {
            many.records(
                    new Records()
                            .add(socket(cookie, cookie * 10))
                            .add(event(TcpDestroySock.TYPE, cookie, cookie * 10 + 1))
                            .segment());
        }
        Set<Long> there =
                many.connections().stream()
                        .map(LiveConnection::cookie)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(1000, there.size());
        assertTrue(there.contains(20_000L) && there.contains(19_001L), there.toString());
        assertEquals(19_000, many.evicted());
    }

    private static Records.Event probe(long cookie, long timeNs) {
        return event(TcpProbe.TYPE, cookie, timeNs);
    }

    private static Records.Event socket(long cookie, long timeNs) {
        return event(SocketEvent.TYPE, cookie, timeNs)
                .with(SocketEvent.LOCAL_ADDRESS, mapped(1))
                .with(SocketEvent.REMOTE_ADDRESS, mapped(2))
                .with(SocketEvent.LOCAL_PORT, 40_000)
                .with(SocketEvent.REMOTE_PORT, 443)
                .with(SocketEvent.REASON, 4)
                .with(SocketEvent.PID, 1234)
                .with(SocketEvent.COMM, "curl".getBytes(StandardCharsets.US_ASCII))
                .with(SocketEvent.CONGESTION_CONTROL, "cubic".getBytes(StandardCharsets.US_ASCII));
    }

    /** ::ffff:10.0.0.n (RFC 4291, section 2.5.5.2). */
    private static byte[] mapped(int last) {
        return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, (byte) last};
    }

    private LiveConnection only() {
        List<LiveConnection> connections = live.connections();
        assertEquals(1, connections.size());
        return connections.getFirst();
    }

    private Set<Long> cookies() {
        return live.connections().stream().map(LiveConnection::cookie).collect(Collectors.toSet());
    }

    private static List<Long> boxed(long[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
