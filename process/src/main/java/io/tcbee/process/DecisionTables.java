package io.tcbee.process;

import static io.tcbee.process.EventTables.NONE_ABSENT;
import static io.tcbee.process.EventTables.OWN;
import static io.tcbee.process.EventTables.PEER;
import static io.tcbee.process.EventTables.define;
import static io.tcbee.process.EventTables.plain;
import static io.tcbee.process.EventTables.quiet;
import static io.tcbee.process.EventTables.sequence;

import io.tcbee.model.BbrEvent;
import io.tcbee.model.CubicEvent;
import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import io.tcbee.model.KfreeSkb;
import io.tcbee.model.Series;
import io.tcbee.model.Source;
import io.tcbee.model.TcpBadCsum;
import io.tcbee.model.TcpRcvbufGrow;
import io.tcbee.model.TcpState;
import io.tcbee.model.TcpTimer;
import io.tcbee.model.Unit;
import io.tcbee.process.EventTables.Cell;
import io.tcbee.process.EventTables.Definition;
import io.tcbee.store.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The wide tables of what the kernel decided: timers, drops, buffers, and the state of CUBIC and
 * BBR.
 */
final class DecisionTables {
    private static final long NONE_32 = 0xffff_ffffL;
    private static final double GAIN = 256;
    private static final String EVENTS_H = "bpf/include/tcbee/events.h";

    private DecisionTables() {}

    static List<Definition> all() {
        return List.of(
                timers(),
                badChecksums(),
                drops(),
                rcvbufGrows(),
                own("cubic", "CUBIC's own state at a segment received.", CubicEvent.TYPE),
                own("bbr", "BBR's own state at a segment received.", BbrEvent.TYPE));
    }

    private static Definition timers() {
        return define(
                "timers",
                "One timeout of the write side's timer as the kernel handled it; side is the"
                        + " socket's.",
                Set.of(TcpTimer.TYPE.id()),
                TcpTimer.TYPE.size(),
                List.of(
                        plain(TcpTimer.TIMER),
                        plain(TcpTimer.HANDLING),
                        plain(TcpTimer.OUTCOME),
                        plain(TcpTimer.SOURCE),
                        plain(TcpTimer.LATE_US),
                        quiet(TcpState.ICSK_CA_STATE),
                        quiet(TcpState.ICSK_RETRANSMITS),
                        quiet(TcpState.ICSK_BACKOFF),
                        quiet(TcpState.RTO_US)));
    }

    private static Definition badChecksums() {
        return define(
                "bad_checksums",
                "One segment that arrived with a wrong checksum; side is the one that its headers"
                        + " name as the sender.",
                Set.of(TcpBadCsum.TYPE.id()),
                TcpBadCsum.TYPE.size(),
                List.of(
                        sequence(TcpBadCsum.SEQ, OWN),
                        sequence(TcpBadCsum.ACK_SEQ, PEER),
                        plain(TcpBadCsum.PAYLOAD_LENGTH),
                        plain(TcpBadCsum.TCP_FLAGS),
                        plain(TcpBadCsum.WINDOW),
                        absent(plain(TcpBadCsum.IFINDEX), 0)));
    }

    private static Definition drops() {
        return define(
                "drops",
                "One packet that the kernel dropped; side is the one that sent it.",
                Set.of(KfreeSkb.TYPE.id()),
                KfreeSkb.TYPE.size(),
                List.of(
                        sequence(KfreeSkb.SEQ, OWN),
                        sequence(KfreeSkb.ACK_SEQ, PEER),
                        plain(KfreeSkb.PAYLOAD_LENGTH),
                        plain(KfreeSkb.TCP_FLAGS),
                        plain(KfreeSkb.REASON),
                        plain(KfreeSkb.LOCATION),
                        absent(plain(KfreeSkb.IFINDEX), 0)));
    }

    private static Definition rcvbufGrows() {
        return define(
                "rcvbuf_grows",
                "The receiver found its buffer too small; side is the socket's.",
                Set.of(TcpRcvbufGrow.TYPE.id()),
                TcpRcvbufGrow.TYPE.size(),
                List.of(
                        plain(TcpRcvbufGrow.TIME_US),
                        plain(TcpRcvbufGrow.COPIED),
                        plain(TcpRcvbufGrow.INQ),
                        plain(TcpRcvbufGrow.RCVBUF_OLD),
                        absent(plain(TcpRcvbufGrow.RCVBUF_NEW), 0),
                        plain(TcpRcvbufGrow.RCVQ_SPACE_OLD)));
    }

    /**
     * A congestion control's own state. Its columns begin with the table's name: the kernel has
     * members of the same names elsewhere, which mean something else.
     */
    private static Definition own(String name, String doc, EventType type) {
        List<Cell> cells = new ArrayList<>();
        for (Field field : type.fields()) {
            if (!EventHeader.FIELDS.contains(field)) {
                cells.add(own(name + "_", field));
            }
        }
        return define(name, doc, Set.of(type.id()), type.size(), List.copyOf(cells));
    }

    private static Cell own(String prefix, Field field) {
        String name = prefix + field.name();
        if (isGain(field)) {
            Series series = new Series(name, Unit.RATIO, field.doc(), Source.KERNEL, EVENTS_H);
            return new Cell(
                    new Column(series, Column.Type.DOUBLE, true),
                    null,
                    (events, at) -> Double.doubleToRawLongBits(field.get(events, at) / GAIN),
                    NONE_ABSENT,
                    EventTables.NO_SPACE);
        }
        boolean sequence = field.unit() == Unit.SEQUENCE;
        Cell cell = sequence ? sequence(field, OWN) : plain(field);
        Series series = cell.column().series();
        Column column =
                new Column(
                        new Series(
                                name, series.unit(), series.definition(), Source.KERNEL, EVENTS_H),
                        cell.column().type(),
                        field.unit() != Unit.NONE);
        return new Cell(column, field, null, none(field), cell.space());
    }

    private static boolean isGain(Field field) {
        return switch (field.name()) {
            case "pacing_gain", "cwnd_gain", "ecn_alpha" -> true;
            default -> false;
        };
    }

    private static long none(Field field) {
        return switch (field.name()) {
            case "last_max_cwnd", "delay_min_us", "bw" -> 0;
            case "epoch_us", "curr_rtt_us", "min_rtt_us", "inflight_lo", "inflight_hi" -> NONE_32;
            case "bw_lo" -> -1;
            default -> NONE_ABSENT;
        };
    }

    private static Cell absent(Cell cell, long none) {
        return new Cell(cell.column(), cell.field(), cell.custom(), none, cell.space());
    }
}
