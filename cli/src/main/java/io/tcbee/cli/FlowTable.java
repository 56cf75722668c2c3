package io.tcbee.cli;

import io.tcbee.model.Side;
import io.tcbee.store.ConnectionRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;

/** The connections of a database as a table: one line each. */
final class FlowTable {

    /** One column: its head for people and for programs, and its cell for either. */
    private record Column(
            String head,
            String field,
            BiFunction<ConnectionRow, Side, String> text,
            BiFunction<ConnectionRow, Side, String> raw) {

        static Column text(
                String head, String field, BiFunction<ConnectionRow, Side, String> cell) {
            return new Column(head, field, cell, cell);
        }

        /** An attribute of the side that sent more. */
        static Column value(
                String head, String field, String attribute, DoubleFunction<String> text) {
            return new Column(
                    head,
                    field,
                    (row, side) -> text.apply(row.attribute(side, attribute)),
                    (row, side) -> plain(row.attribute(side, attribute)));
        }

        /** An attribute of the whole connection. */
        static Column total(String head, String attribute) {
            return new Column(
                    head,
                    attribute,
                    (row, side) -> Quantity.count(row.attribute(null, attribute)),
                    (row, side) -> plain(row.attribute(null, attribute)));
        }
    }

    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("id", "connection", (row, side) -> Long.toString(row.id())),
                    Column.text("client", "client", (row, side) -> row.client().toString()),
                    Column.text("server", "server", (row, side) -> row.server().toString()),
                    Column.text(
                            "cc",
                            "congestion_control",
                            (row, side) ->
                                    row.congestionControl().isEmpty()
                                            ? "-"
                                            : row.congestionControl()),
                    new Column(
                            "duration",
                            "duration_ns",
                            (row, side) -> Quantity.seconds(row.endNs() - row.startNs()),
                            (row, side) -> Long.toString(row.endNs() - row.startNs())),
                    Column.text(
                            "sender",
                            "sender",
                            (row, side) -> side.name().toLowerCase(Locale.ROOT)),
                    Column.value("bytes", "bytes", "bytes", Quantity::bytes),
                    Column.value(
                            "goodput",
                            "goodput_bit_per_s",
                            "goodput_average",
                            Quantity::bitsPerSecond),
                    Column.value("RTT min", "rtt_min_us", "rtt_min_us", Quantity::milliseconds),
                    Column.value(
                            "median", "rtt_median_us", "rtt_median_us", Quantity::milliseconds),
                    Column.value("p95", "rtt_p95_us", "rtt_p95_us", Quantity::milliseconds),
                    Column.value("retrans", "retransmissions", "retransmissions", Quantity::count),
                    Column.value("dup ACKs", "dupack_5681", "dupack_5681", Quantity::count),
                    Column.value("max cwnd", "snd_cwnd_max", "snd_cwnd_max", Quantity::count),
                    Column.total("events", "events"),
                    Column.total("lost", "events_lost"));

    /** The metrics that emit what the columns show. */
    static final Set<String> METRICS =
            Set.of("totals", "goodput", "rtt", "retransmissions", "duplicate_acks");

    private FlowTable() {}

    /** Aligned columns with units, for a terminal. */
    static String forPeople(List<ConnectionRow> rows) {
        return fill(rows, COLUMNS.stream().map(Column::head).toList(), true).aligned();
    }

    /** Tab-separated, numbers bare; the heads name the units. */
    static String forPrograms(List<ConnectionRow> rows) {
        return fill(rows, COLUMNS.stream().map(Column::field).toList(), false).separated();
    }

    private static TextTable fill(List<ConnectionRow> rows, List<String> heads, boolean people) {
        TextTable table = new TextTable(heads);
        for (ConnectionRow row : rows) {
            Side sender = sender(row);
            List<String> cells = new ArrayList<>();
            for (Column column : COLUMNS) {
                cells.add((people ? column.text() : column.raw()).apply(row, sender));
            }
            table.add(cells);
        }
        return table;
    }

    /** The side that sent more bytes of payload; the client if neither did. */
    static Side sender(ConnectionRow row) {
        return row.attribute(Side.SERVER, "bytes") > row.attribute(Side.CLIENT, "bytes")
                ? Side.SERVER
                : Side.CLIENT;
    }

    private static String plain(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
