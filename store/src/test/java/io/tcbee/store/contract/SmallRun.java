package io.tcbee.store.contract;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Attribute;
import io.tcbee.store.Column;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Rows;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.Table;
import java.net.InetAddress;
import java.util.List;

/** A run of two connections with a few packets, states and round-trip times. */
public final class SmallRun {
    public static final Table PACKETS =
            new Table(
                    "packets",
                    "One row per packet.",
                    List.of(
                            column("seq", Unit.SEQUENCE, Column.Type.UINT32),
                            column("payload_length", Unit.BYTES, Column.Type.UINT32),
                            column("verdict", Unit.NONE, Column.Type.UINT8)));

    public static final Table TCP_STATE =
            new Table(
                    "tcp_state",
                    "One row per sample of a socket's state.",
                    List.of(
                            column("snd_cwnd", Unit.SEGMENTS, Column.Type.UINT32),
                            column("srtt_us", Unit.MICROSECONDS, Column.Type.UINT32)));

    private static final Series RTT = series("rtt_us", Unit.MICROSECONDS);
    private static final Series BYTES = series("bytes", Unit.BYTES);

    private SmallRun() {}

    public static Series series(String name, Unit unit) {
        return new Series(name, unit, "Definition of " + name + ".", Source.WIRE, "RFC 9293");
    }

    public static Column column(String name, Unit unit, Column.Type type) {
        return new Column(series(name, unit), type, true);
    }

    public static Run run(String trace) {
        return new Run(
                0,
                trace,
                "a.tcbee",
                "host",
                "6.18.0",
                1_700_000_000_000_000_000L,
                0,
                2_000_000_000L,
                "lo",
                "",
                "",
                true,
                100,
                2);
    }

    private static ConnectionRow connection(long id, String congestionControl) {
        return new ConnectionRow(
                id,
                0,
                new Endpoint(InetAddress.ofLiteral("10.0.0.1"), 40_000),
                new Endpoint(InetAddress.ofLiteral("2001:db8::1"), 443),
                Side.CLIENT,
                0,
                id,
                4711,
                "curl",
                congestionControl,
                0,
                2_000_000_000L,
                false,
                true,
                "fin",
                List.of(
                        new Attribute(Side.CLIENT, "bytes", 100_000 * id),
                        new Attribute(Side.SERVER, "bytes", 5),
                        new Attribute(Side.CLIENT, "retransmissions", id)));
    }

    /** Adds the run. */
    public static void write(FlowStore store, String trace) {
        try (FlowWriter writer = store.writer(run(trace))) {
            writer.define(RTT);
            writer.define(BYTES);
            writer.define(series("retransmissions", Unit.PACKETS));
            for (String congestionControl : List.of("cubic", "bbr")) {
                long id = writer.connection();
                packets(writer, id);
                states(writer, id);
                writer.append(connection(id, congestionControl));
            }
            writer.append(List.of(new Loss(0, 500_000_000, 600_000_000, "packet", 1, 2)));
            writer.commit(run(trace));
        }
    }

    private static void packets(FlowWriter writer, long id) {
        Rows rows = new Rows(PACKETS, 100);
        for (int i = 0; i < 100; i++) {
            int row = rows.add(id, i % 2, i * 20_000_000L);
            rows.set(row, 0, i * 1000L);
            rows.set(row, 1, i % 2 == 0 ? 1000L * id : 0);
            rows.set(row, 2, i % 10 == 0 ? 1 : 0);
        }
        writer.append(rows);
    }

    private static void states(FlowWriter writer, long id) {
        Rows rows = new Rows(TCP_STATE, 100);
        long[] times = new long[100];
        double[] rtts = new double[100];
        for (int i = 0; i < 100; i++) {
            times[i] = i * 20_000_000L;
            rtts[i] = 10_000 + i;
            int row = rows.add(id, 0, times[i]);
            rows.set(row, 0, 10 + i % 50);
            rows.set(row, 1, 10_000 + i);
        }
        writer.append(rows);
        writer.append(new SeriesKey(id, Side.CLIENT, "rtt_us"), times, rtts, 0, 100);
    }
}
