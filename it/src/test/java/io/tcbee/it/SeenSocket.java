package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.lab.Direction;
import io.tcbee.lab.LabNamespace;
import io.tcbee.lab.LabSocket;
import io.tcbee.lab.PathLog;
import io.tcbee.lab.TcpInfo;
import io.tcbee.libbpf.Sockets;
import io.tcbee.model.EventHeader;
import io.tcbee.model.Field;
import io.tcbee.model.SocketEvent;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** One socket: as recorded, and as ss and TCP_INFO told it right before and right after. */
final class SeenSocket {
    private static final int TCP_WINDOW_CLAMP = 10;
    private static final double SIX_DIGITS = 5e-6;

    private final Map<String, Long> recorded;
    private final String congestionControl;
    private final SocketStatistics[] ss;
    private final TcpInfo[] info;
    private final LabSocket socket;

    private SeenSocket(
            Map<String, Long> recorded,
            String congestionControl,
            SocketStatistics[] ss,
            TcpInfo[] info,
            LabSocket socket) {
        this.recorded = recorded;
        this.congestionControl = congestionControl;
        this.ss = ss;
        this.info = info;
        this.socket = socket;
    }

    /** Records the snapshot of the namespace's sockets and finds {@code socket} among them. */
    static SeenSocket record(LabNamespace namespace, LabSocket socket, Path folder) {
        Path trace = folder.resolve("snapshot.tcbee");
        Map<Long, SocketStatistics> before = SocketStatistics.in(namespace);
        TcpInfo infoBefore = socket.info();
        Recording recording =
                Recording.start(
                        Tcbee.command(
                                namespace,
                                "record",
                                LabNamespace.DEVICE,
                                "-o",
                                trace.toString(),
                                "-q"));
        Result ended = recording.stop();
        assertEquals(0, ended.exit(), ended::out);
        TcpInfo infoAfter = socket.info();
        Map<Long, SocketStatistics> after = SocketStatistics.in(namespace);
        try (TraceReader reader = TraceReader.open(trace)) {
            for (EventCursor events = reader.events(); events.next(); ) {
                if (isSnapshotOf(events, socket)) {
                    long cookie = EventHeader.COOKIE.get(events.segment(), events.at());
                    return new SeenSocket(
                            values(events),
                            SocketEvent.CONGESTION_CONTROL.text(events.segment(), events.at()),
                            new SocketStatistics[] {before.get(cookie), after.get(cookie)},
                            new TcpInfo[] {infoBefore, infoAfter},
                            socket);
                }
            }
        }
        throw new AssertionError("the snapshot has no socket of port " + socket.localPort());
    }

    private static boolean isSnapshotOf(EventCursor events, LabSocket socket) {
        return events.type() == SocketEvent.TYPE.id()
                && SocketEvent.REASON.get(events.segment(), events.at()) == 1
                && SocketEvent.LOCAL_PORT.get(events.segment(), events.at()) == socket.localPort()
                && SocketEvent.REMOTE_PORT.get(events.segment(), events.at())
                        == socket.remotePort();
    }

    private static Map<String, Long> values(EventCursor events) {
        Map<String, Long> values = new HashMap<>();
        for (Field field : SocketEvent.TYPE.fields()) {
            if (field.kind() != Field.Kind.BYTES && field.kind() != Field.Kind.TEXT) {
                values.put(field.name(), field.get(events.segment(), events.at()));
            }
        }
        return values;
    }

    long recorded(String field) {
        return recorded.get(field);
    }

    private double value(String field) {
        long value = recorded.get(field);
        return value < 0 ? value + 0x1p64 : value; // only u64 fields have such
    }

    /** Every field lies between what was told before and after; both are the same at rest. */
    void assertSame() {
        List<Executable> checks = new ArrayList<>();
        FieldTruth.SS.forEach((word, formula) ->
                checks.add(() ->
                        assertBetween(
                                "ss " + word,
                                ss[0].number(word),
                                ss[1].number(word),
                                formula.applyAsDouble(this::value),
                                SIX_DIGITS)));
        FieldTruth.TCP_INFO.forEach((name, formula) ->
                checks.add(() ->
                        assertBetween(
                                "tcp_info " + name,
                                unsigned(info[0].get(name)),
                                unsigned(info[1].get(name)),
                                formula.applyAsDouble(this::value),
                                0)));
        FieldTruth.SS_FLAGS.forEach((word, field) ->
                checks.add(() -> assertEquals(ss[0].says(word) ? 1 : 0, recorded(field), field)));
        checks.add(() -> assertTrue(ss[0].says(congestionControl), congestionControl));
        checks.add(() -> assertEquals(ss[0].number("uid"), value("uid"), "uid"));
        checks.add(this::assertOptions);
        checks.add(this::assertTimeout);
        assertAll(checks);
    }

    private static double unsigned(long value) {
        return value < 0 ? value + 0x1p64 : value;
    }

    private static void assertBetween(
            String what, double before, double after, double recorded, double ofItself) {
        double least = Math.min(before, after);
        double most = Math.max(before, after);
        double slack = ofItself * Math.abs(recorded);
        assertTrue(
                recorded >= least - slack && recorded <= most + slack,
                () -> what + ": recorded " + recorded + ", told " + before + " and " + after);
    }

    private void assertOptions() {
        assertEquals(
                socket.option(Sockets.IPPROTO_TCP, TCP_WINDOW_CLAMP),
                recorded("window_clamp"),
                "window_clamp");
        assertEquals(
                socket.option(Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY),
                recorded("nonagle") & 1,
                "nonagle");
        assertEquals(0, recorded("sk_shutdown"), "sk_shutdown");
    }

    /**
     * rto = srtt + rttvar in whole jiffies (net/ipv4/tcp_input.c, tcp_set_rto), unless backed off.
     */
    private void assertTimeout() {
        double rtoUs = value("srtt_us") + 4 * value("rttvar_us");
        if (recorded("icsk_backoff") == 0 && recorded("srtt_us") > 0) {
            double jiffyUs =
                    10_000; // the longest that Linux has; srtt and rttvar lost 4 us at most
            assertTrue(
                    value("rto_us") >= rtoUs && value("rto_us") <= rtoUs + jiffyUs + 4,
                    () -> "rto_us " + value("rto_us") + ", srtt + 4 rttvar " + rtoUs);
        }
    }

    /** The sequence numbers of a socket at rest are those that the path saw last. */
    void assertSequences(PathLog log, Direction own) {
        long sent = end(log, own);
        long received = end(log, own == Direction.A_TO_B ? Direction.B_TO_A : Direction.A_TO_B);
        assertAll(
                () -> assertEquals(sent, recorded("snd_una"), "snd_una"),
                () -> assertEquals(sent, recorded("snd_nxt"), "snd_nxt"),
                () -> assertEquals(sent, recorded("write_seq"), "write_seq"),
                () -> assertEquals(received, recorded("rcv_nxt"), "rcv_nxt"),
                () -> assertEquals(received, recorded("copied_seq"), "copied_seq"),
                () -> assertEquals(0, recorded("icsk_pending"), "icsk_pending"),
                () -> assertEquals(0, recorded("chrono_type"), "chrono_type"),
                () -> assertMstamp(log, own));
    }

    /**
     * The connection's clock moved when its last packet came, and later only for its timers: not
     * before the path released that packet, not after the snapshot.
     */
    private void assertMstamp(PathLog log, Direction own) {
        long released = 0;
        for (PathLog.Row row = log.rows(); row.next(); ) {
            released = row.direction() == own ? released : row.releaseNs();
        }
        long releasedUs = released / 1000;
        long mstamp = recorded("tcp_mstamp");
        assertTrue(
                mstamp >= releasedUs && mstamp <= recorded("time_ns") / 1000,
                () -> "tcp_mstamp " + mstamp + ", last packet " + releasedUs);
    }

    private static long end(PathLog log, Direction direction) {
        int end = 0;
        boolean any = false;
        for (PathLog.Row row = log.rows(); row.next(); ) {
            if (row.direction() == direction) {
                int next = (int) row.seq() + row.sequenceLength();
                end = any && next - end < 0 ? end : next;
                any = true;
            }
        }
        return Integer.toUnsignedLong(end);
    }
}
