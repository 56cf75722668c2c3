package io.tcbee.web.plot;

import io.tcbee.model.Side;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Packet;
import io.tcbee.store.Packets;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The time-sequence graph of one side as text for {@code xplot}, with the elements and colours of
 * tcptrace: segments white, retransmissions red, acknowledgments green, the window's end yellow,
 * SACK blocks purple.
 *
 * <p>Times are those of day, in seconds; sequence numbers are relative, 64 bit.
 */
public final class Xplot {
    private final StringBuilder out = new StringBuilder(1 << 16);
    private final Side side;
    private final long startNs;
    private long ackTime = -1;
    private long ack;
    private long windowTime = -1;
    private long edge;

    private Xplot(Side side, long startNs) {
        this.side = side;
        this.startNs = startNs;
    }

    /**
     * The whole text.
     *
     * @param side that sends the data
     * @param fromNs ns since the start of the run, included
     * @param toNs included
     */
    public static String of(FlowStore store, long connection, Side side, long fromNs, long toNs) {
        ConnectionRow row =
                store.connections().stream()
                        .filter(each -> each.id() == connection)
                        .findAny()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no such connection: id=" + connection));
        long start =
                store.runs().stream()
                        .filter(run -> run.id() == row.run())
                        .mapToLong(run -> run.startRealtimeNs())
                        .findAny()
                        .orElse(0);
        Xplot plot = new Xplot(side, start);
        String ends =
                side == Side.CLIENT
                        ? row.client() + "_==>_" + row.server()
                        : row.server() + "_==>_" + row.client();
        plot.line("timeval double");
        plot.line("title\n" + ends + " (time sequence graph)");
        plot.line("xlabel\ntime");
        plot.line("ylabel\nsequence number");
        boolean told = Packets.read(store, connection, fromNs, toNs, Long.MAX_VALUE, plot::packet);
        if (!told) {
            throw new UnsupportedOperationException(
                    "export: the database has no packets of which to draw the graph");
        }
        plot.line("go");
        return plot.out.toString();
    }

    private void packet(Packet packet) {
        if (packet.side() == side) {
            segment(packet);
        } else {
            acknowledgment(packet);
        }
    }

    private void segment(Packet packet) {
        if (packet.seq() == null || packet.endSeq() == null) {
            return;
        }
        String time = time(packet.timeNs());
        boolean again = packet.cause() != null;
        if (packet.has(Packet.SYN) || packet.has(Packet.FIN)) {
            color(again ? "red" : "orange");
            line("diamond " + time + " " + packet.seq());
            line("atext " + time + " " + packet.endSeq());
            line(packet.has(Packet.SYN) ? "SYN" : "FIN");
        } else if (packet.has(Packet.RST)) {
            color("red");
            line("atext " + time + " " + packet.seq());
            line("RST_OUT");
        }
        // SYN and FIN take a number of their own, which is no data.
        long first = packet.seq() + (packet.has(Packet.SYN) ? 1 : 0);
        long end = packet.endSeq() - (packet.has(Packet.FIN) ? 1 : 0);
        if (end > first) {
            color(again ? "red" : "white");
            line("line %1$s %2$d %1$s %3$d".formatted(time, first, end));
            line("darrow " + time + " " + first);
            line((packet.has(Packet.PSH) ? "diamond " : "uarrow ") + time + " " + end);
            if (again) {
                line("atext " + time + " " + end);
                line("R");
            }
        }
    }

    private void acknowledgment(Packet packet) {
        if (packet.has(Packet.RST)) {
            color("red");
            line("atext " + time(packet.timeNs()) + " " + Math.max(ack, 0));
            line("RST_IN");
        }
        if (packet.ack() == null || !packet.has(Packet.ACK)) {
            return;
        }
        color("green");
        if (ackTime < 0) {
            ack = packet.ack();
        }
        step(ackTime, packet.timeNs(), ack, packet.ack(), "dtick");
        ack = Math.max(ack, packet.ack());
        ackTime = packet.timeNs();
        if (packet.window() != null && !packet.has(Packet.SYN)) {
            long end = packet.ack() + packet.window();
            color("yellow");
            if (windowTime < 0) {
                edge = end;
            }
            step(windowTime, packet.timeNs(), edge, end, "utick");
            edge = end;
            windowTime = packet.timeNs();
            if (packet.window() == 0) {
                color("magenta");
                line("atext " + time(packet.timeNs()) + " " + end);
                line("Z");
            }
        }
        if (packet.sackLeft() != null && packet.sackRight() != null) {
            color("purple");
            String time = time(packet.timeNs());
            line("line %1$s %2$d %1$s %3$d".formatted(time, packet.sackLeft(), packet.sackRight()));
            line("htick " + time + " " + packet.sackLeft());
            line("htick " + time + " " + packet.sackRight());
            line("ctext " + time + " " + packet.sackRight());
            line("S");
        }
    }

    /** From the last value to this one; a tick where it stays the same. */
    private void step(long fromNs, long toNs, long last, long now, String tick) {
        String to = time(toNs);
        if (fromNs >= 0) {
            line("line %s %d %s %d".formatted(time(fromNs), last, to, last));
            if (now == last) {
                line(tick + " " + to + " " + now);
            } else {
                line("line %1$s %2$d %1$s %3$d".formatted(to, last, now));
            }
        }
    }

    private void color(String name) {
        line(name);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** Seconds since 1970. */
    private String time(long timeNs) {
        return BigDecimal.valueOf(Math.addExact(startNs, timeNs), 9)
                .setScale(6, RoundingMode.DOWN)
                .toPlainString();
    }
}
