package io.tcbee.cli.screen;

import io.tcbee.model.Field;
import io.tcbee.model.TcpState;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The columns of the table of connections, from left to right. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
enum Column {
    LOCAL("local", 21, 7, ConnectionRow::local),
    REMOTE("remote", 21, 0, ConnectionRow::remote),
    PROCESS("process", 14, 2, ConnectionRow::process),
    CONGESTION_CONTROL("cc", 5, 10, ConnectionRow::congestionControl),
    STATE("state", 10, 8, ConnectionRow::state),
    RATE("bit/s", 6, 1, row -> Figures.scaled(row.bitsPerSecond()), ConnectionRow::bitsPerSecond),
    CURVE("rate", 10, 9),
    CWND("cwnd", 5, 3, TcpState.SND_CWND),
    SRTT("srtt", 6, 4, row -> Figures.time(row.srttUs()), ConnectionRow::srttUs),
    MIN_RTT("min rtt", 7, 11, row -> Figures.time(row.minRttUs()), ConnectionRow::minRttUs),
    RETRANSMISSIONS("retr", 5, 5, TcpState.TOTAL_RETRANS),
    IN_FLIGHT(
            "flight",
            6,
            6,
            row -> Figures.scaled(row.newest().inFlight()),
            row -> row.newest().inFlight());

    private final String title;
    private final int width;
    private final int rank;
    private final boolean number;
    private final Function<ConnectionRow, String> text;
    private final Comparator<ConnectionRow> order;

    /** A text. */
    Column(String title, int width, int rank, Function<ConnectionRow, String> text) {
        this(title, width, rank, false, text, Comparator.comparing(text));
    }

    /** A number; what is not known comes last. */
    Column(
            String title,
            int width,
            int rank,
            Function<ConnectionRow, String> text,
            ToDoubleFunction<ConnectionRow> value) {
        this(title, width, rank, true, text, greatestFirst(value));
    }

    /** A count. */
    Column(String title, int width, int rank, Field field) {
        this(title, width, rank, row -> Figures.scaled(row.value(field)), row -> row.value(field));
    }

    /** The small curve, which is drawn elsewhere. */
    Column(String title, int width, int rank) {
        this(
                title,
                width,
                rank,
                false,
                _ -> "",
                greatestFirst(row -> row.rates().greatest(ConnectionRow.SAMPLES)));
    }

    Column(
            String title,
            int width,
            int rank,
            boolean number,
            Function<ConnectionRow, String> text,
            Comparator<ConnectionRow> order) {
        this.title = title;
        this.width = width;
        this.rank = rank;
        this.number = number;
        this.text = text;
        this.order = order;
    }

    private static Comparator<ConnectionRow> greatestFirst(ToDoubleFunction<ConnectionRow> value) {
        return Comparator.comparingDouble(row -> {
            double number = value.applyAsDouble(row);
            return Double.isNaN(number) ? Double.MAX_VALUE : -number;
        });
    }

    String title() {
        return title;
    }

    /** Characters that it needs at least. */
    int width() {
        return width;
    }

    /** The smaller, the longer it stays where there is little room. */
    int rank() {
        return rank;
    }

    /** Whether it stands to the right of its column. */
    boolean isNumber() {
        return number;
    }

    String text(ConnectionRow row) {
        return text.apply(row);
    }

    /** Texts from A to Z, numbers from the greatest down; the same for the same connections. */
    Comparator<ConnectionRow> order() {
        return order.thenComparingLong(ConnectionRow::cookie);
    }
}
