package io.tcbee.web.plot;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Loss;
import io.tcbee.store.Points;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import io.tcbee.web.plot.LinePanel.Form;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is drawn of a connection: the panels of the page, of the side that sent more payload. */
public final class ConnectionFigure {
    /** More than any picture has pixels across. */
    private static final int COLUMNS = 1500;

    private static final double BITS = 8;

    private static final String[] STATES = {"Open", "Disorder", "CWR", "Recovery", "Loss"};
    private static final int[] STATE_COLORS = {0xdfe7ec, Ink.SKY, Ink.PURPLE, Ink.ORANGE, Ink.RED};
    private static final String[] LIMITS = {
        "handshake",
        "application",
        "send buffer",
        "receive window",
        "zero window",
        "slow start",
        "congestion avoidance",
        "congestion signal",
        "pacing",
        "recovery",
        "timeout"
    };
    private static final int[] LIMIT_COLORS = {
        0xbbbbbb,
        0xe8e8e8,
        0x9a7b4f,
        Ink.GREEN,
        Ink.BLACK,
        Ink.SKY,
        Ink.BLUE,
        Ink.PURPLE,
        0xf0e442,
        Ink.ORANGE,
        Ink.RED
    };

    private final FlowStore store;
    private final ConnectionRow connection;
    private final Run run;
    private final Side side;
    private final long fromNs;
    private final long toNs;

    /**
     * What of a connection is wanted.
     *
     * @param series names, in panels by their unit; empty for the panels that tell most
     * @param side whose data; null for the side that sent more payload
     * @param fromNs ns since the start of the run; null from its first event
     * @param toNs null to its last
     */
    public record Choice(List<String> series, Side side, Long fromNs, Long toNs) {
        public static final Choice ALL = new Choice(List.of(), null, null, null);

        public Choice {
            series = List.copyOf(series);
        }
    }

    private ConnectionFigure(FlowStore store, ConnectionRow connection, Run run, Choice choice) {
        this.store = store;
        this.connection = connection;
        this.run = run;
        this.side = choice.side() == null ? sender(connection) : choice.side();
        this.fromNs = choice.fromNs() == null ? connection.startNs() : choice.fromNs();
        this.toNs = choice.toNs() == null ? connection.endNs() : choice.toNs();
    }

    /**
     * The figure of one connection.
     *
     * @throws StoreException if there is none of that number, or no series of that name
     */
    public static Figure of(FlowStore store, long id, Choice choice) {
        ConnectionRow connection =
                store.connections().stream()
                        .filter(row -> row.id() == id)
                        .findAny()
                        .orElseThrow(() ->
                                new StoreException("plot: the database has no connection " + id));
        Run run =
                store.runs().stream()
                        .filter(each -> each.id() == connection.run())
                        .findAny()
                        .orElseThrow();
        ConnectionFigure figure = new ConnectionFigure(store, connection, run, choice);
        List<Panel> panels =
                choice.series().isEmpty() ? figure.usual() : figure.chosen(choice.series());
        List<Loss> losses = store.losses(run.id());
        return new Figure(
                figure.title(), figure.subtitle(), panels, losses, figure.fromNs, figure.toNs);
    }

    /** The side that sent more payload. */
    public static Side sender(ConnectionRow row) {
        return row.attribute(Side.SERVER, "bytes") > row.attribute(Side.CLIENT, "bytes")
                ? Side.SERVER
                : Side.CLIENT;
    }

    private String title() {
        String control =
                connection.congestionControl().isEmpty()
                        ? ""
                        : "   " + connection.congestionControl();
        return side == Side.CLIENT
                ? connection.client() + " → " + connection.server() + control
                : connection.server() + " → " + connection.client() + control;
    }

    private String subtitle() {
        String date =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'")
                        .withZone(ZoneOffset.UTC)
                        .format(Instant.EPOCH.plus(run.startRealtimeNs(), ChronoUnit.NANOS));
        String kernel = run.kernel().replaceAll("^Linux ", "").replaceAll(" .*", "");
        String where =
                run.host().isEmpty()
                        ? ""
                        : "recorded at "
                                + run.host()
                                + (kernel.isEmpty() ? "" : " (Linux " + kernel + ")")
                                + ", ";
        return where
                + "start of the run "
                + date
                + ", connection "
                + connection.id()
                + (connection.sidesInferred() ? ", no SYN seen: client and server inferred" : "");
    }

    private Points read(Side whose, String series) {
        return store.read(new SeriesKey(connection.id(), whose, series), fromNs, toNs, COLUMNS);
    }

    private Points read(String series) {
        return read(side, series);
    }

    private List<Panel> usual() {
        List<Panel> panels = new ArrayList<>();
        panels.add(new SequencePanel(store, connection.id(), side, fromNs, toNs));
        double mss = mss();
        LinePanel windows =
                new LinePanel(
                                "Windows",
                                "window",
                                Unit.BYTES,
                                1.6,
                                query("bytes_in_flight", "snd_cwnd", "snd_ssthresh", "window"))
                        .add(
                                "bytes in flight",
                                read("bytes_in_flight"),
                                1,
                                Form.STEP,
                                Ink.BLUE,
                                false);
        if (mss > 0) {
            windows.add("cwnd × MSS", read("snd_cwnd"), mss, Form.STEP, Ink.VERMILION, false)
                    .add("ssthresh × MSS", read("snd_ssthresh"), mss, Form.STEP, Ink.PURPLE, true);
        }
        windows.add("receive window", read(side.other(), "window"), 1, Form.STEP, Ink.GREEN, true);
        panels.add(windows);
        panels.add(
                new LinePanel(
                                "Round-trip time",
                                "RTT",
                                Unit.MICROSECONDS,
                                1.3,
                                query("rtt_us", "srtt_us", "min_rtt_us", "rto_us"))
                        .add("sample", read("rtt_us"), 1, Form.DOTS, Ink.SKY, false)
                        .add("srtt", read("srtt_us"), 1, Form.STEP, Ink.BLUE, false)
                        .add("min_rtt", read("min_rtt_us"), 1, Form.STEP, Ink.GREEN, false)
                        .add("RTO", read("rto_us"), 1, Form.STEP, Ink.VERMILION, true));
        panels.add(
                new LinePanel(
                                "Rates",
                                "rate",
                                Unit.BITS_PER_SECOND,
                                1.3,
                                query(
                                        "goodput",
                                        "sk_pacing_rate",
                                        "rate_delivered",
                                        "rate_interval_us"))
                        .add("goodput", read("goodput"), 1, Form.STRAIGHT, Ink.BLUE, false)
                        .add(
                                "pacing rate",
                                read("sk_pacing_rate"),
                                BITS,
                                Form.STEP,
                                Ink.ORANGE,
                                true)
                        .add("delivery rate", delivery(), BITS, Form.DOTS, Ink.GREEN, true));
        panels.add(
                new StripPanel(query("icsk_ca_state", "limit"))
                        .add("state", read("icsk_ca_state"), STATES, STATE_COLORS)
                        .add("limited by", read("limit"), LIMITS, LIMIT_COLORS));
        return panels;
    }

    /**
     * The SQL that gives these series: columns of their wide tables, points of the derived ones.
     * Those that the database does not have are left out.
     */
    private String query(String... names) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        List<String> derived = new ArrayList<>(List.of(names));
        for (Table table : store.tables()) {
            for (Column column : table.columns()) {
                if (column.plotted() && derived.remove(column.name())) {
                    columns.computeIfAbsent(table.name(), _ -> new ArrayList<>())
                            .add('"' + column.name() + '"');
                }
            }
        }
        List<String> all = new ArrayList<>();
        String where =
                "WHERE connection = %d AND time_ns BETWEEN %d AND %d"
                        .formatted(connection.id(), fromNs, toNs);
        columns.forEach((table, wanted) ->
                all.add(
                        "SELECT time_ns, side, %s\nFROM %s %s ORDER BY time_ns"
                                .formatted(String.join(", ", wanted), table, where)));
        if (!derived.isEmpty()) {
            all.add(
                    "SELECT name, time_ns, side, value\nFROM points %s AND name IN ('%s') ORDER BY name, time_ns"
                            .formatted(where, String.join("', '", derived)));
        }
        return String.join(";\n", all);
    }

    /** Bytes of a full segment; 0 if it is not known. */
    private double mss() {
        double kernel =
                store.series(new SeriesKey(connection.id(), side, "mss_cache"))
                        .map(SeriesInfo::max)
                        .orElse(0.0);
        double offered = connection.attribute(side.other(), "syn_mss");
        return kernel > 0 ? kernel : Double.isNaN(offered) ? 0 : offered;
    }

    /** Bytes per second of the kernel's rate samples: {@code rate_delivered / rate_interval_us}. */
    private Points delivery() {
        Points delivered = read("rate_delivered");
        Points interval = read("rate_interval_us");
        double mss = mss();
        List<Long> times = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < delivered.size(); i++) {
            long time = delivered.timesNs()[i];
            while (at < interval.size() && interval.timesNs()[at] < time) {
                at++;
            }
            if (at < interval.size()
                    && interval.timesNs()[at] == time
                    && interval.values()[at] > 0) {
                times.add(time);
                rates.add(delivered.values()[i] * mss / interval.values()[at] * 1e6);
            }
        }
        return new Points(
                times.stream().mapToLong(Long::longValue).toArray(),
                rates.stream().mapToDouble(Double::doubleValue).toArray(),
                times.size());
    }

    private List<Panel> chosen(List<String> names) {
        Map<String, Series> known = new LinkedHashMap<>();
        store.catalogue().forEach(series -> known.put(series.name(), series));
        Map<Unit, LinePanel> panels = new LinkedHashMap<>();
        int turn = 0;
        for (String name : names) {
            Series series = known.get(name);
            if (series == null) {
                throw new StoreException("plot: the database has no series " + name);
            }
            boolean samples = name.equals("rtt_us") || name.startsWith("queueing_delay");
            boolean mean = name.startsWith("goodput");
            panels.computeIfAbsent(
                            series.unit(),
                            unit ->
                                    new LinePanel(
                                            unit.symbol().isEmpty() ? "codes" : unit.symbol(),
                                            "value",
                                            unit,
                                            1,
                                            query(names.toArray(String[]::new))))
                    .add(
                            name,
                            read(name),
                            1,
                            samples ? Form.DOTS : mean ? Form.STRAIGHT : Form.STEP,
                            Ink.turn(turn++),
                            false);
        }
        return List.copyOf(panels.values());
    }
}
