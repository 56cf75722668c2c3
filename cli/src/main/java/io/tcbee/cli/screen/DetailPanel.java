package io.tcbee.cli.screen;

import dev.tamboui.style.Color;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpState;
import io.tcbee.record.LiveTrail;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** One connection: what the kernel says of it, and the curves of its last minute. */
final class DetailPanel {
    private static final double SECONDS = 60;
    private static final double NS = 1e9;
    private static final long INFINITE_SSTHRESH = Integer.MAX_VALUE;
    private static final String[] CA_STATES = {"Open", "Disorder", "CWR", "Recovery", "Loss"};
    private static final int FACT_WIDTH = 38;

    private DetailPanel() {}

    static void draw(Pen pen, Dashboard dashboard, ConnectionRow row) {
        Rule.draw(pen, 0, row.local() + " → " + row.remote(), "");
        List<String> facts = facts(row);
        int columns = Math.max(1, pen.width() / FACT_WIDTH);
        int lines = (facts.size() + columns - 1) / columns;
        for (int i = 0; i < facts.size(); i++) {
            int column = i / lines * (pen.width() / columns);
            pen.text(
                    column + 1,
                    1 + i % lines,
                    pen.width() / columns - 2,
                    facts.get(i),
                    Palette.PLAIN);
        }
        Pen below = pen.part(0, lines + 2, pen.width(), pen.height() - lines - 2);
        curves(below, dashboard, row);
    }

    private static List<String> facts(ConnectionRow row) {
        List<String> facts = new ArrayList<>();
        facts.add("process " + row.process() + opened(row));
        facts.add("state " + row.state() + (row.isEnded() ? ", ended" : "") + ", " + caState(row));
        facts.add("congestion control " + row.congestionControl());
        facts.add(
                "out "
                        + Figures.scaled(row.outBitsPerSecond())
                        + "bit/s, in "
                        + Figures.scaled(row.inBitsPerSecond())
                        + "bit/s");
        facts.add(
                "sent "
                        + bytes(row, TcpState.BYTES_SENT)
                        + ", acked "
                        + bytes(row, TcpState.BYTES_ACKED));
        facts.add("received " + bytes(row, TcpState.BYTES_RECEIVED));
        facts.add(
                "retransmitted "
                        + row.value(TcpState.TOTAL_RETRANS)
                        + " segments, "
                        + bytes(row, TcpState.BYTES_RETRANS));
        facts.add(
                "cwnd "
                        + row.value(TcpState.SND_CWND)
                        + ", ssthresh "
                        + ssthresh(row)
                        + " segments");
        facts.add(
                "in flight "
                        + row.newest().inFlight()
                        + ": out "
                        + row.value(TcpState.PACKETS_OUT)
                        + " sacked "
                        + row.value(TcpState.SACKED_OUT)
                        + " lost "
                        + row.value(TcpState.LOST_OUT));
        facts.add(
                "srtt "
                        + Figures.time(row.srttUs())
                        + ", min "
                        + Figures.time(row.minRttUs())
                        + ", var "
                        + Figures.time(row.value(TcpState.RTTVAR_US)));
        facts.add(
                "rto "
                        + Figures.time(row.value(TcpState.RTO_US))
                        + ", backoff "
                        + row.value(TcpState.ICSK_BACKOFF));
        facts.add("mss " + row.value(TcpState.MSS_CACHE) + ", pacing " + pacing(row));
        facts.add(
                "windows: peer "
                        + bytes(row, TcpState.SND_WND)
                        + ", ours "
                        + bytes(row, TcpState.RCV_WND));
        facts.add(
                "buffers: send "
                        + bytes(row, TcpState.SK_WMEM_QUEUED)
                        + " of "
                        + bytes(row, TcpState.SK_SNDBUF));
        return facts;
    }

    private static String bytes(ConnectionRow row, io.tcbee.model.Field field) {
        return Figures.bytes(row.value(field));
    }

    private static String opened(ConnectionRow row) {
        return switch ((int) row.value(SocketEvent.PASSIVE)) {
            case 0 -> row.newest().isKnown() ? ", connected" : "";
            case 1 -> ", accepted";
            default -> "";
        };
    }

    private static String caState(ConnectionRow row) {
        long state = row.value(TcpState.ICSK_CA_STATE);
        return state < CA_STATES.length ? CA_STATES[(int) state] : Long.toString(state);
    }

    private static String ssthresh(ConnectionRow row) {
        long threshold = row.value(TcpState.SND_SSTHRESH);
        return threshold >= INFINITE_SSTHRESH ? "infinite" : Long.toString(threshold);
    }

    private static String pacing(ConnectionRow row) {
        long rate = row.value(TcpState.SK_PACING_RATE);
        return rate < 0 ? "unlimited" : Figures.scaled(rate * 8.0) + "bit/s";
    }

    private static void curves(Pen pen, Dashboard dashboard, ConnectionRow row) {
        LiveTrail trail = dashboard.newest().trail();
        long now = dashboard.newest().timeNs();
        List<Curve> curves =
                List.of(
                        fine(
                                "cwnd",
                                Figures::scaled,
                                Color.CYAN,
                                row,
                                row.windows(),
                                trail,
                                trail.sndCwnd(),
                                now),
                        fine(
                                "srtt",
                                Figures::time,
                                Color.YELLOW,
                                row,
                                row.rtts(),
                                trail,
                                trail.srttUs(),
                                now),
                        fine(
                                "in flight",
                                Figures::scaled,
                                Color.MAGENTA,
                                row,
                                row.flights(),
                                trail,
                                trail.inFlight(),
                                now),
                        Curve.of(
                                "bit/s",
                                Figures::scaled,
                                Color.GREEN,
                                row.rates(),
                                RecordScreen.SAMPLE_SECONDS));
        boolean two = pen.width() >= 60;
        int columns = two ? 2 : 1;
        int rows = two ? 2 : 4;
        int width = pen.width() / columns;
        int height = pen.height() / rows;
        for (int i = 0; i < curves.size(); i++) {
            Pen part = pen.part(i % columns * width + 1, i / columns * height, width - 2, height);
            if (part.height() > 0) {
                curves.get(i).draw(part, SECONDS);
            }
        }
    }

    /** The samples, and from where it is followed the trail. */
    private static Curve fine(
            String title,
            DoubleFunction<String> text,
            Color color,
            ConnectionRow row,
            History samples,
            LiveTrail trail,
            long[] values,
            long nowNs) {
        boolean followed = trail.cookie() == row.cookie();
        int points = followed ? trail.size() : 0;
        double since = points == 0 ? 0 : (nowNs - trail.timeNs()[0]) / NS;
        Curve curve = new Curve(title, text, color, samples.size() + points + 1);
        for (int i = samples.size() - 1; i >= 0; i--) {
            if (points == 0 || i * RecordScreen.SAMPLE_SECONDS > since) {
                curve.add(i * RecordScreen.SAMPLE_SECONDS, samples.back(i));
            }
        }
        for (int i = 0; i < points; i++) {
            curve.add((nowNs - trail.timeNs()[i]) / NS, (double) values[i]);
        }
        if (points > 0) {
            curve.add(0, (double) values[points - 1]);
        }
        return curve;
    }
}
