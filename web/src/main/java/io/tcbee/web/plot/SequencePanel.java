package io.tcbee.web.plot;

import io.tcbee.model.Side;
import io.tcbee.model.Unit;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Packet;
import io.tcbee.store.Packet.Cause;
import io.tcbee.store.Packets;
import io.tcbee.store.Points;
import io.tcbee.store.SeriesKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The time-sequence graph of one side, in the vocabulary of tcptrace: segments, acknowledgments,
 * the end of the window, SACK blocks, flags; retransmissions in the colour of their cause, spurious
 * ones as rings.
 */
final class SequencePanel implements Panel {
    private static final double ROOM = 0.04;
    private static final double RING = 2.6;
    private static final double SIZE = 9;

    private final FlowStore store;
    private final long connection;
    private final Side side;
    private final long fromNs;
    private final long toNs;
    private final double[] range;
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Map<Cause, Integer> counts = new EnumMap<>(Cause.class);
    private final boolean told;
    private int spurious;

    SequencePanel(FlowStore store, long connection, Side side, long fromNs, long toNs) {
        this.store = store;
        this.connection = connection;
        this.side = side;
        this.fromNs = fromNs;
        this.toNs = toNs;
        this.told = Packets.table(store) != null;
        this.range = range("seq", "end_seq");
    }

    private double[] range(String... series) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (String name : series) {
            Points points = store.read(new SeriesKey(connection, side, name), fromNs, toNs, 1000);
            for (int i = 0; i < points.size(); i++) {
                if (points.timesNs()[i] >= fromNs && points.timesNs()[i] <= toNs) {
                    low = Math.min(low, points.values()[i]);
                    high = Math.max(high, points.values()[i]);
                }
            }
        }
        return low > high
                ? null
                : new double[] {low - (high - low) * ROOM, high + (high - low) * ROOM};
    }

    @Override
    public String title() {
        return "Time-sequence";
    }

    @Override
    public List<Key> keys() {
        List<Key> all = new ArrayList<>(keys.values());
        counts.forEach(
                (cause, count) -> all.add(Key.of(count + " × " + Ink.name(cause), Ink.of(cause))));
        if (spurious > 0) {
            all.add(new Key(spurious + " × spurious", Ink.RED, false));
        }
        return all;
    }

    @Override
    public String label() {
        return "sequence number of the "
                + (side == Side.CLIENT ? "client" : "server")
                + " ["
                + quantity().unit()
                + "]";
    }

    private Quantity quantity() {
        return Quantity.of(Unit.SEQUENCE, range == null ? 1 : range[1]);
    }

    @Override
    public double factor() {
        return quantity().factor();
    }

    @Override
    public double weight() {
        return 3.2;
    }

    @Override
    public int keyLines() {
        return 2;
    }

    @Override
    public double[] range() {
        return range;
    }

    @Override
    public String query() {
        return """
        SELECT time_ns, side, seq, end_seq, ack, "window", flags, sack_left, sack_right, verdict
        FROM packets WHERE connection = %d AND time_ns BETWEEN %d AND %d ORDER BY time_ns\
        """
                .formatted(connection, fromNs, toNs);
    }

    @Override
    public String empty() {
        if (!told) {
            return "packets were not recorded";
        }
        return range == null
                ? "the "
                        + side.name().toLowerCase(java.util.Locale.ROOT)
                        + " sent nothing in this range"
                : null;
    }

    @Override
    public void draw(Canvas canvas, Area area, Scale values) {
        Drawing drawing = new Drawing(canvas, area, values);
        Packets.read(store, connection, fromNs, toNs, Long.MAX_VALUE, drawing::packet);
        drawing.finish();
    }

    /** One pass over the packets. */
    private final class Drawing {
        private final Canvas canvas;
        private final Scale time;
        private final Scale values;
        private final Area area;
        private final Segments segments;
        private final Segments sacks;
        private final Path acks = new Path();
        private final Path windows = new Path();
        private final List<Packet> again = new ArrayList<>();
        private final List<Packet> flags = new ArrayList<>();
        private double lastAck = Double.NaN;
        private double lastWindow = Double.NaN;
        private long ack;

        Drawing(Canvas canvas, Area area, Scale values) {
            this.canvas = canvas;
            this.area = area;
            this.time = area.time();
            this.values = values;
            segments = new Segments(canvas, Ink.BLACK, 0.9);
            sacks = new Segments(canvas, Ink.PURPLE, 0.9);
        }

        void packet(Packet packet) {
            double x = time.at(packet.timeNs());
            if (packet.side() != side) {
                acknowledgment(packet, x);
            } else if (packet.seq() != null && packet.endSeq() != null) {
                segment(packet, x);
            }
        }

        private void segment(Packet packet, double x) {
            if (packet.has(Packet.SYN) || packet.has(Packet.FIN) || packet.has(Packet.RST)) {
                flags.add(packet);
            }
            if (packet.cause() != null) {
                again.add(packet);
            } else if (packet.endSeq() > packet.seq()) {
                key("segment", Ink.BLACK);
                segments.add(x, values.at(packet.seq()), values.at(packet.endSeq()));
            }
        }

        private void acknowledgment(Packet packet, double x) {
            if (packet.has(Packet.RST)) {
                flags.add(packet);
            }
            if (packet.ack() == null || !packet.has(Packet.ACK)) {
                return;
            }
            ack = Math.max(ack, packet.ack());
            double y = values.at(ack);
            key("acknowledged", Ink.GREEN);
            step(acks, x, lastAck, y);
            lastAck = y;
            if (packet.window() != null && !packet.has(Packet.SYN)) {
                double edge = values.at((long) packet.ack() + packet.window());
                key("end of the receive window", Ink.ORANGE);
                step(windows, x, lastWindow, edge);
                lastWindow = edge;
                if (packet.window() == 0) {
                    key("Z zero window", Ink.PURPLE);
                    canvas.text(x, y - 2, "Z", Canvas.Anchor.MIDDLE, SIZE, Ink.PURPLE, true);
                }
            }
            if (packet.sackLeft() != null && packet.sackRight() != null) {
                key("SACK", Ink.PURPLE);
                sacks.add(x, values.at(packet.sackLeft()), values.at(packet.sackRight()));
            }
        }

        private void step(Path path, double x, double last, double now) {
            if (!Double.isNaN(last)) {
                path.to(x, last);
            }
            path.to(x, now);
        }

        void finish() {
            windows.draw(canvas, Ink.ORANGE, 1);
            sacks.flush();
            acks.draw(canvas, Ink.GREEN, 1.1);
            segments.flush();
            for (Packet packet : again) {
                retransmission(packet);
            }
            flags.forEach(this::flag);
        }

        private void retransmission(Packet packet) {
            double x = time.at(packet.timeNs());
            double low = values.at(packet.seq());
            double high = values.at(packet.endSeq());
            int color = Ink.of(packet.cause());
            counts.merge(packet.cause(), 1, Integer::sum);
            canvas.line(x, low, x, Math.min(high, low - 2), color, 1.8);
            boolean needless = Boolean.TRUE.equals(packet.spurious());
            spurious += needless ? 1 : 0;
            canvas.disc(x, high, RING, color, !needless);
        }

        private void flag(Packet packet) {
            double x = time.at(packet.timeNs());
            boolean own = packet.side() == side;
            double y = own && packet.seq() != null ? values.at(packet.seq()) : lastAck;
            String name =
                    packet.has(Packet.RST)
                            ? own ? "RST" : "RST in"
                            : packet.has(Packet.SYN) ? "SYN" : "FIN";
            int color = packet.has(Packet.RST) ? Ink.RED : Ink.QUIET;
            boolean right = x < area.right() - 30;
            canvas.disc(x, y, 1.6, color, true);
            canvas.text(
                    right ? x + 4 : x - 4,
                    Math.max(y - 4, area.top() + SIZE),
                    name,
                    right ? Canvas.Anchor.START : Canvas.Anchor.END,
                    SIZE,
                    color,
                    false);
        }

        private void key(String text, int color) {
            keys.computeIfAbsent(text, _ -> Key.of(text, color));
        }
    }
}
