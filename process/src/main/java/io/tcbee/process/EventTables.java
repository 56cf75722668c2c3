package io.tcbee.process;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.Field;
import io.tcbee.model.InetSockSetState;
import io.tcbee.model.Series;
import io.tcbee.model.SockRecvLength;
import io.tcbee.model.SockSendLength;
import io.tcbee.model.Source;
import io.tcbee.model.TcpCongStateSet;
import io.tcbee.model.TcpCwnd;
import io.tcbee.model.TcpReset;
import io.tcbee.model.TcpRetransmitSkb;
import io.tcbee.model.TcpRetransmitSynack;
import io.tcbee.model.TcpState;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import io.tcbee.store.Rows;
import io.tcbee.store.Table;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The wide tables of the kernel's events. */
final class EventTables {
    /** No value of this column stands for none. */
    static final long NONE_ABSENT = Rows.ABSENT;

    static final int NO_SPACE = -1;
    static final int OWN = 0;
    static final int PEER = 1;
    private static final long UNLIMITED = -1L;
    private static final long INFINITE_SSTHRESH = 0x7fff_ffffL;
    private static final long NO_MIN_RTT = 0xffff_ffffL;
    private static final String EVENTS_H = "bpf/include/tcbee/events.h";
    private static final String RELATIVE = " Relative to the initial one.";

    private EventTables() {}

    /** Reads one value of an event. */
    @FunctionalInterface
    interface Reading {
        long read(MemorySegment events, long at);
    }

    /**
     * One column: where its value comes from.
     *
     * @param field null if {@code custom} reads it
     * @param absent the value that stands for none, or {@link #NONE_ABSENT}
     * @param space the sequence space that it is a number of: 0 own, 1 peer's, -1 none
     */
    record Cell(Column column, Field field, Reading custom, long absent, int space) {}

    /**
     * @param types ids of the events that become rows
     * @param bytes of each event that are kept
     * @param few another event that becomes rows, with few of the columns; null if there is none
     */
    record Definition(Table table, Set<Integer> types, int bytes, List<Cell> cells, EventType few) {

        boolean takes(int type) {
            return types.contains(type) || (few != null && few.id() == type);
        }
    }

    /** All tables, without the columns of which {@code layouts} knows that the trace has none. */
    static List<Definition> of(Layouts layouts) {
        List<Definition> all = new ArrayList<>();
        all.add(tcpState(layouts));
        all.add(calls());
        all.add(retransmits());
        all.add(synacks());
        all.add(changes());
        all.add(congestion());
        all.add(resets());
        all.addAll(DecisionTables.all());
        return List.copyOf(all);
    }

    private static Definition tcpState(Layouts layouts) {
        List<EventType> carrying = EventTypes.ALL.stream().filter(EventType::carriesState).toList();
        List<Cell> cells = new ArrayList<>();
        cells.add(event());
        for (Field field : TcpState.FIELDS) {
            boolean there = carrying.stream().allMatch(type -> layouts.has(type.id(), field));
            cells.add(there ? state(field) : custom(column(field), (events, at) -> Rows.ABSENT));
        }
        Field last = TcpState.FIELDS.getLast();
        return new Definition(
                new Table(
                        "tcp_state",
                        "The kernel's state of a connection, at every event that carries it; side"
                                + " is the socket's.",
                        columns(cells)),
                Set.copyOf(carrying.stream().map(EventType::id).toList()),
                (int) last.offset() + last.length(),
                List.copyOf(cells),
                TcpCwnd.TYPE);
    }

    private static Cell state(Field field) {
        return new Cell(column(field), field, null, absent(field), space(field));
    }

    private static long absent(Field field) {
        return switch (field.name()) {
            case "sk_pacing_rate" -> UNLIMITED;
            case "snd_ssthresh" -> INFINITE_SSTHRESH;
            case "min_rtt_us" -> NO_MIN_RTT;
            case "undo_retrans" -> -1;
            case "srtt_us",
                    "high_seq",
                    "tlp_high_seq",
                    "undo_marker",
                    "prior_ssthresh",
                    "rcv_rtt_us" ->
                    0;
            default -> NONE_ABSENT;
        };
    }

    private static int space(Field field) {
        return switch (field.name()) {
            case "snd_una", "snd_nxt", "write_seq", "high_seq", "tlp_high_seq", "undo_marker" ->
                    OWN;
            case "rcv_nxt", "copied_seq" -> PEER;
            default -> NO_SPACE;
        };
    }

    private static Definition calls() {
        return define(
                "calls",
                "One send or receive call of the application; side is the caller's.",
                Set.of(SockSendLength.TYPE.id(), SockRecvLength.TYPE.id()),
                SockSendLength.TYPE.size(),
                List.of(
                        event(),
                        custom(
                                column(
                                        "send_length",
                                        Unit.BYTES,
                                        Column.Type.INT32,
                                        "Bytes that a send call took.",
                                        true),
                                (events, at) -> taken(events, at, SockSendLength.TYPE)),
                        custom(
                                column(
                                        "recv_length",
                                        Unit.BYTES,
                                        Column.Type.INT32,
                                        "Bytes that a receive call gave; 0 is the end.",
                                        true),
                                (events, at) -> taken(events, at, SockRecvLength.TYPE)),
                        custom(
                                column(
                                        "errno",
                                        Unit.NONE,
                                        Column.Type.UINT32,
                                        "Error of a call that failed.",
                                        false),
                                EventTables::errno),
                        plain(SockSendLength.PID),
                        plain(SockSendLength.TID),
                        plain(SockSendLength.FLAGS)));
    }

    private static long taken(MemorySegment events, long at, EventType wanted) {
        long result = SockSendLength.RESULT.get(events, at);
        boolean is = EventHeader.TYPE.get(events, at) == wanted.id();
        return is && result >= 0 ? result : Rows.ABSENT;
    }

    private static long errno(MemorySegment events, long at) {
        long result = SockSendLength.RESULT.get(events, at);
        return result < 0 ? -result : Rows.ABSENT;
    }

    private static Definition retransmits() {
        return define(
                "retransmits",
                "One retransmission as the kernel decided it; side is the socket's.",
                Set.of(TcpRetransmitSkb.TYPE.id()),
                TcpRetransmitSkb.TYPE.size(),
                List.of(
                        sequence(TcpRetransmitSkb.SEQ, OWN),
                        sequence(TcpRetransmitSkb.END_SEQ, OWN),
                        plain(TcpRetransmitSkb.SEGS),
                        plain(TcpRetransmitSkb.TCP_FLAGS),
                        told(TcpRetransmitSkb.CAUSE),
                        told(TcpRetransmitSkb.CAUSE_SOURCE),
                        told(TcpRetransmitSkb.TIMEOUTS),
                        quiet(TcpState.ICSK_CA_STATE),
                        quiet(TcpState.ICSK_RETRANSMITS)));
    }

    private static Definition synacks() {
        return define(
                "synack_retransmits",
                "One SYN-ACK that the kernel sent again; side is the server.",
                Set.of(TcpRetransmitSynack.TYPE.id()),
                TcpRetransmitSynack.TYPE.size(),
                List.of(
                        plain(TcpRetransmitSynack.NUM_TIMEOUT),
                        plain(TcpRetransmitSynack.NUM_RETRANS)));
    }

    private static Definition changes() {
        return define(
                "state_changes",
                "One step in the life of a socket (include/net/tcp_states.h).",
                Set.of(InetSockSetState.TYPE.id()),
                InetSockSetState.TYPE.size(),
                List.of(plain(InetSockSetState.OLDSTATE), plain(InetSockSetState.NEWSTATE)));
    }

    private static Definition congestion() {
        return define(
                "cong_states",
                "One change of the congestion state; the other columns are those before it.",
                Set.of(TcpCongStateSet.TYPE.id()),
                TcpCongStateSet.TYPE.size(),
                List.of(
                        plain(TcpCongStateSet.CA_STATE),
                        quiet(TcpState.ICSK_CA_STATE),
                        quiet(TcpState.SND_CWND),
                        quiet(TcpState.SND_SSTHRESH)));
    }

    private static Definition resets() {
        return define(
                "resets",
                "One reset that the host sent or received; side is the host's.",
                Set.of(TcpReset.TYPE.id()),
                TcpReset.TYPE.size(),
                List.of(plain(TcpReset.SENT), plain(TcpReset.REASON)));
    }

    static Definition define(
            String name, String doc, Set<Integer> types, int bytes, List<Cell> cells) {
        return new Definition(new Table(name, doc, columns(cells)), types, bytes, cells, null);
    }

    private static List<Column> columns(List<Cell> cells) {
        return cells.stream().map(Cell::column).toList();
    }

    private static Cell event() {
        return new Cell(
                column(
                        "event",
                        Unit.NONE,
                        Column.Type.UINT16,
                        "The kind of event: enum event_id.",
                        false),
                EventHeader.TYPE,
                null,
                NONE_ABSENT,
                NO_SPACE);
    }

    /** As {@link #plain}, of which 0 is none. */
    private static Cell told(Field field) {
        return new Cell(plain(field).column(), field, null, 0, NO_SPACE);
    }

    /** A column that no plot offers. */
    static Cell plain(Field field) {
        Column column = column(field);
        return new Cell(
                new Column(column.series(), column.type(), false),
                field,
                null,
                NONE_ABSENT,
                NO_SPACE);
    }

    /** As {@link #state}, but no plot offers it: tcp_state has it. */
    static Cell quiet(Field field) {
        Cell cell = state(field);
        Column column = new Column(cell.column().series(), cell.column().type(), false);
        return new Cell(column, field, null, cell.absent(), cell.space());
    }

    static Cell sequence(Field field, int space) {
        Column column =
                column(
                        field.name(),
                        field.unit(),
                        Column.Type.INT64,
                        field.doc() + RELATIVE,
                        false);
        return new Cell(column, field, null, NONE_ABSENT, space);
    }

    private static Cell custom(Column column, Reading reading) {
        return new Cell(column, null, reading, NONE_ABSENT, NO_SPACE);
    }

    private static Column column(Field field) {
        boolean sequence = field.unit() == Unit.SEQUENCE;
        boolean plotted =
                (field.unit() != Unit.NONE && !field.equals(TcpState.TCP_MSTAMP))
                        || field.equals(TcpState.ICSK_CA_STATE);
        String doc = sequence ? field.doc() + RELATIVE : field.doc();
        return column(field.name(), field.unit(), type(field, sequence), doc, plotted);
    }

    private static Column.Type type(Field field, boolean sequence) {
        return switch (field.kind()) {
            case U8 -> Column.Type.UINT8;
            case U16 -> Column.Type.UINT16;
            case U32 -> sequence ? Column.Type.INT64 : Column.Type.UINT32;
            case S32 -> Column.Type.INT32;
            case U64 -> Column.Type.UINT64;
            case BYTES, TEXT -> throw new IllegalArgumentException("field=" + field.name());
        };
    }

    private static Column column(
            String name, Unit unit, Column.Type type, String doc, boolean plotted) {
        return new Column(new Series(name, unit, doc, Source.KERNEL, EVENTS_H), type, plotted);
    }
}
