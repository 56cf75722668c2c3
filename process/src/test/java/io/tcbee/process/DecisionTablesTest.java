package io.tcbee.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tcbee.model.BbrEvent;
import io.tcbee.model.CubicEvent;
import io.tcbee.model.EventType;
import io.tcbee.model.KfreeSkb;
import io.tcbee.model.TcpBadCsum;
import io.tcbee.model.TcpRcvbufGrow;
import io.tcbee.model.TcpRetransmitSkb;
import io.tcbee.model.TcpState;
import io.tcbee.model.TcpTimer;
import io.tcbee.trace.EventWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionTablesTest {
    private static final long COOKIE = 42;

    private final MemoryStore store = new MemoryStore();

    @TempDir private Path directory;

    /**
     * A connection from port 5000 of host 1 to port 80 of host 2, with initial numbers 100 and
     * 9000.
     */
    private Processed process(Consumer<TestTrace> content) {
        Path path = directory.resolve("decisions.tcbee");
        try (TestTrace trace = new TestTrace(path)) {
            trace.socket(50, COOKIE, 5000, 2, 80);
            trace.packet(100, 1, 5000, 2, 80, 100, 0, TestTrace.SYN, 0);
            trace.packet(110, 2, 80, 1, 5000, 9000, 101, TestTrace.SYN | TestTrace.ACK, 0);
            trace.packet(120, 1, 5000, 2, 80, 101, 9001, TestTrace.ACK, 0);
            content.accept(trace);
            trace.finish(0);
        }
        return Processor.withAllMetrics().process(path, store, Progress.NONE);
    }

    private static EventWriter event(TestTrace trace, EventType type) {
        return trace.events.begin(type, TestTrace.START_NS + 200, COOKIE, 0);
    }

    private MemoryStore.Row only(String table) {
        assertEquals(1, store.rows(table).size(), table);
        return store.rows(table).getFirst();
    }

    @Test
    void aTimerHasItsTableAndItsStateIsAStateToo() {
        process(trace ->
                event(trace, TcpTimer.TYPE)
                        .set(TcpState.SND_CWND, 1)
                        .set(TcpState.ICSK_RETRANSMITS, 2)
                        .set(TcpState.RTO_US, 400_000)
                        .set(TcpTimer.LATE_US, 4000)
                        .set(TcpTimer.TIMER, 1)
                        .set(TcpTimer.OUTCOME, 1));

        MemoryStore.Row timer = only("timers");
        assertEquals(200, timer.timeNs());
        assertEquals(0, timer.side());
        assertEquals(1, timer.value("timer"));
        assertEquals(4000, timer.value("late_us"));
        assertEquals(2, timer.value("icsk_retransmits"));
        assertEquals(400_000, timer.value("rto_us"));
        assertEquals(1, store.rows("tcp_state").getLast().value("snd_cwnd"));
    }

    @Test
    void aRetransmissionTellsItsCauseAndOneThatIsNotKnownIsAbsent() {
        process(trace -> {
            event(trace, TcpRetransmitSkb.TYPE)
                    .set(TcpRetransmitSkb.CAUSE, 2)
                    .set(TcpRetransmitSkb.CAUSE_SOURCE, 1)
                    .set(TcpRetransmitSkb.TIMEOUTS, 3);
            event(trace, TcpRetransmitSkb.TYPE).set(TcpRetransmitSkb.SEGS, 1);
        });

        List<MemoryStore.Row> rows = store.rows("retransmits");
        assertEquals(2, rows.get(0).value("cause"));
        assertEquals(1, rows.get(0).value("cause_source"));
        assertEquals(3, rows.get(0).value("timeouts"));
        assertNull(rows.get(1).value("cause"));
        assertNull(rows.get(1).value("timeouts"));
    }

    @Test
    void aDropBelongsToTheSideThatSentThePacket() {
        process(trace ->
                trace.events
                        .begin(KfreeSkb.TYPE, TestTrace.START_NS + 200, 0, 0)
                        .set(KfreeSkb.SOURCE_ADDRESS, TestTrace.address(2))
                        .set(KfreeSkb.DEST_ADDRESS, TestTrace.address(1))
                        .set(KfreeSkb.SOURCE_PORT, 80)
                        .set(KfreeSkb.DEST_PORT, 5000)
                        .set(KfreeSkb.NETNS, TestTrace.NETNS)
                        .set(KfreeSkb.SEQ, 9011)
                        .set(KfreeSkb.ACK_SEQ, 101)
                        .set(KfreeSkb.REASON, 17)
                        .set(KfreeSkb.LOCATION, 0xffff_ffff_8100_0000L));

        MemoryStore.Row drop = only("drops");
        assertEquals(1, drop.side());
        assertEquals(11, drop.value("seq"));
        assertEquals(1, drop.value("ack_seq"));
        assertEquals(17, drop.value("reason"));
        assertEquals(0xffff_ffff_8100_0000L, drop.value("location"));
        assertNull(drop.value("ifindex"));
    }

    @Test
    void aWrongChecksumOfNoConnectionIsCounted() {
        Processed processed =
                process(trace -> {
                    for (int port : new int[] {5000, 6000}) {
                        trace.events
                                .begin(TcpBadCsum.TYPE, TestTrace.START_NS + 200, 0, 0)
                                .set(TcpBadCsum.SOURCE_ADDRESS, TestTrace.address(1))
                                .set(TcpBadCsum.DEST_ADDRESS, TestTrace.address(2))
                                .set(TcpBadCsum.SOURCE_PORT, port)
                                .set(TcpBadCsum.DEST_PORT, 80)
                                .set(TcpBadCsum.NETNS, TestTrace.NETNS)
                                .set(TcpBadCsum.SEQ, 101);
                    }
                });

        assertEquals(1, only("bad_checksums").value("seq"));
        assertEquals(0, only("bad_checksums").side());
        assertEquals(1, processed.unattributedEvents());
    }

    @Test
    void aBufferThatIsNotDecidedYetIsAbsent() {
        process(trace -> event(trace, TcpRcvbufGrow.TYPE).set(TcpRcvbufGrow.RCVBUF_OLD, 131_072));

        assertEquals(131_072, only("rcvbuf_grows").value("rcvbuf_old"));
        assertNull(only("rcvbuf_grows").value("rcvbuf_new"));
    }

    @Test
    void cubicHasNamesOfItsOwn() {
        process(trace ->
                event(trace, CubicEvent.TYPE)
                        .set(CubicEvent.CNT, 20)
                        .set(CubicEvent.END_SEQ, 111)
                        .set(CubicEvent.EPOCH_US, 0xffff_ffffL)
                        .set(CubicEvent.CURR_RTT_US, 20_000));

        assertEquals(20, only("cubic").value("cubic_cnt"));
        assertEquals(11, only("cubic").value("cubic_end_seq"));
        assertEquals(20_000, only("cubic").value("cubic_curr_rtt_us"));
        assertNull(only("cubic").value("cubic_epoch_us"));
        assertNull(only("cubic").value("cubic_last_max_cwnd"));
    }

    @Test
    void gainsOfBbrAreRatios() {
        process(trace ->
                event(trace, BbrEvent.TYPE)
                        .set(BbrEvent.BW, 1_250_000)
                        .set(BbrEvent.BW_LO, -1)
                        .set(BbrEvent.PACING_GAIN, 739)
                        .set(BbrEvent.INFLIGHT_LO, 0xffff_ffffL));

        MemoryStore.Row row = only("bbr");
        assertEquals(1_250_000, row.value("bbr_bw"));
        assertEquals(739 / 256.0, Double.longBitsToDouble(row.value("bbr_pacing_gain")));
        assertNull(row.value("bbr_bw_lo"));
        assertNull(row.value("bbr_inflight_lo"));
    }

    @Test
    void noTwoPlottedColumnsShareAName() {
        Path path = directory.resolve("names.tcbee");
        try (TestTrace trace = new TestTrace(path)) {
            trace.finish(0);
        }
        try (io.tcbee.trace.TraceReader reader = io.tcbee.trace.TraceReader.open(path)) {
            Set<String> names = new HashSet<>();
            for (EventTables.Definition each : EventTables.of(new Layouts(reader))) {
                each.table().columns().stream()
                        .filter(io.tcbee.store.Column::plotted)
                        .forEach(column ->
                                assertEquals(true, names.add(column.name()), column.name()));
            }
            PacketColumns.TABLE.columns().stream()
                    .filter(io.tcbee.store.Column::plotted)
                    .forEach(column -> assertEquals(true, names.add(column.name()), column.name()));
        }
    }
}
