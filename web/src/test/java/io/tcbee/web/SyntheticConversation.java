package io.tcbee.web;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Attribute;
import io.tcbee.store.Column;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.Table;
import io.tcbee.web.MemoryStore.TableRow;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Connection 41, packet by packet: ten segments of which the fourth is lost, six duplicate ACKs
 * with SACK, a fast retransmission, a window of zero, a loss probe that was not needed, FIN.
 */
final class SyntheticConversation {
    static final long ID = 41;
    static final long START = 10_000_000_000L;
    static final int MSS = 1448;

    /** When the fourth segment is sent again. */
    static final long AGAIN = START + 41_700_000L;

    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final List<String> COLUMNS =
            List.of(
                    "seq",
                    "end_seq",
                    "ack",
                    "window",
                    "payload_length",
                    "flags",
                    "sack_left",
                    "sack_right",
                    "verdict");

    private final MemoryStore store;
    private final Map<SeriesKey, List<long[]>> points = new HashMap<>();

    private SyntheticConversation(MemoryStore store) {
        this.store = store;
    }

    static void addTo(MemoryStore store) {
        SyntheticConversation conversation = new SyntheticConversation(store);
        conversation.define();
        conversation.speak();
        conversation.close();
    }

    /** Begin of the segment of that number, from 0. */
    static long seq(int segment) {
        return 1 + (long) MSS * segment;
    }

    private void define() {
        for (String name : List.of("packets", "retransmits")) {
            List<Column> columns = new ArrayList<>();
            for (String column : name.equals("packets") ? COLUMNS : CAUSES) {
                Series series = series(column, Unit.NONE);
                columns.add(new Column(series, Column.Type.INT64, false));
            }
            store.tables.add(new Table(name, name, columns));
            store.rows.put(name, new ArrayList<>());
        }
        for (String name : List.of("end_seq", "ack")) {
            store.catalogue.put(name, series(name, Unit.SEQUENCE));
        }
        String spurious = "wireshark_spurious_retransmission";
        store.catalogue.put(spurious, series(spurious, Unit.COUNT));
        store.catalogue.put("limit", series("limit", Unit.NONE));
    }

    private static final List<String> CAUSES = List.of("seq", "end_seq", "cause");

    private static Series series(String name, Unit unit) {
        return new Series(name, unit, "Of a conversation.", Source.WIRE, "");
    }

    private void speak() {
        packet(Side.CLIENT, 0, 0, 1, 0, 64_240, SYN, 0, 0);
        packet(Side.SERVER, 20_000, 0, 1, 1, 65_160, SYN | ACK, 0, 0);
        packet(Side.CLIENT, 20_100, 1, 1, 1, 64_512, ACK, 0, 0);
        for (int i = 0; i < 10; i++) {
            packet(Side.CLIENT, 21_000L + 100L * i, seq(i), seq(i + 1), 1, 64_512, ACK, 0, 0);
        }
        for (int i = 0; i < 3; i++) {
            packet(Side.SERVER, 41_000L + 100L * i, 1, 1, seq(i + 1), 65_536, ACK, 0, 0);
        }
        for (int i = 4; i < 10; i++) {
            long at = 41_000L + 100L * i;
            packet(Side.SERVER, at, 1, 1, seq(3), 65_536, ACK, seq(4), seq(i + 1));
            if (i == 6) {
                again(41_700, 3, 3);
            }
        }
        packet(Side.SERVER, 61_800, 1, 1, seq(10), 0, ACK, 0, 0);
        packet(Side.SERVER, 261_000, 1, 1, seq(10), 65_536, ACK, 0, 0);
        packet(Side.CLIENT, 262_000, seq(10), seq(11), 1, 64_512, ACK, 0, 0);
        again(302_000, 10, 1);
        point(Side.CLIENT, "wireshark_spurious_retransmission", 302_000, 1);
        packet(Side.SERVER, 303_000, 1, 1, seq(11), 65_536, ACK, 0, 0);
        packet(Side.CLIENT, 304_000, seq(11), seq(11) + 1, 1, 64_512, FIN | ACK, 0, 0);
        packet(Side.SERVER, 324_000, 1, 2, seq(11) + 1, 65_536, FIN | ACK, 0, 0);
        point(Side.CLIENT, "limit", 0, 0);
        point(Side.CLIENT, "limit", 20_100, 5);
        point(Side.CLIENT, "limit", 61_800, 4);
        point(Side.CLIENT, "limit", 262_000, 1);
    }

    private void again(long us, int segment, long cause) {
        packet(Side.CLIENT, us, seq(segment), seq(segment + 1), 1, 64_512, ACK, 0, 1);
        point(Side.CLIENT, "retransmission", us, MSS);
        Map<String, Long> values =
                Map.of("seq", seq(segment), "end_seq", seq(segment + 1), "cause", cause);
        store.rows.get("retransmits").add(new TableRow(ID, Side.CLIENT, time(us) + 5_000, values));
    }

    private static long time(long us) {
        return START + us * 1000;
    }

    /** {@code more}: left and right of a SACK block, or 0 and the verdict. */
    private void packet(
            Side side,
            long us,
            long seq,
            long end,
            long ack,
            long window,
            int flags,
            long left,
            long more) {
        Map<String, Long> values = new HashMap<>();
        values.put("seq", seq);
        values.put("end_seq", end);
        values.put("ack", (flags & ACK) == 0 ? null : ack);
        values.put("window", window);
        values.put("payload_length", (flags & (SYN | FIN)) == 0 ? end - seq : 0L);
        values.put("flags", (long) flags);
        values.put("sack_left", left == 0 ? null : left);
        values.put("sack_right", left == 0 ? null : more);
        values.put("verdict", left == 0 ? more : 0L);
        store.rows.get("packets").add(new TableRow(ID, side, time(us), values));
        point(side, "end_seq", us, end);
        if ((flags & ACK) != 0) {
            point(side, "ack", us, ack);
        }
    }

    private void point(Side side, String name, long us, long value) {
        points.computeIfAbsent(new SeriesKey(ID, side, name), _ -> new ArrayList<>())
                .add(new long[] {time(us), value});
    }

    private void close() {
        points.forEach((key, list) ->
                store.lines.put(
                        key,
                        new MemoryStore.Line(
                                list.stream().mapToLong(each -> each[0]).toArray(),
                                list.stream().mapToDouble(each -> each[1]).toArray())));
        store.connections.add(
                new ConnectionRow(
                        ID,
                        1,
                        endpoint("10.71.0.5", 40_000),
                        endpoint("10.71.0.2", 9_000),
                        Side.CLIENT,
                        4026532281L,
                        0x1_0000_0000_0029L,
                        4800,
                        "talk",
                        "reno",
                        START,
                        START + 324_000_000L,
                        false,
                        true,
                        "fin",
                        List.of(
                                new Attribute(Side.CLIENT, "bytes", 11.0 * MSS),
                                new Attribute(Side.CLIENT, "retransmissions", 2),
                                new Attribute(Side.CLIENT, "segments", 16),
                                new Attribute(Side.CLIENT, "limited_by_zero_window", 0.62),
                                new Attribute(Side.CLIENT, "limited_by_slow_start", 0.13),
                                new Attribute(null, "events", 30))));
    }

    private static Endpoint endpoint(String address, int port) {
        try {
            return new Endpoint(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address=" + address, e);
        }
    }
}
