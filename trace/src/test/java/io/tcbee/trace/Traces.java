package io.tcbee.trace;

import io.tcbee.model.Endpoint;
import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.TcpProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Small traces to test with. */
final class Traces {
    static final UUID ID = UUID.fromString("6f0d2f0e-6d8c-4c1e-9a9e-3d1f6c2b7a10");
    static final ClockPair START = new ClockPair(1_000, 1_700_000_000_000_000_000L, 150);
    static final HookCounts COUNTS = new HookCounts(1, 0, 100, 60, 40, 3, 2);

    private Traces() {}

    static TraceInfo info() {
        return info(EventTypes.ALL);
    }

    static TraceInfo info(List<EventType> types) {
        return new TraceInfo(
                ID,
                "tcbee 0.1.0",
                "host",
                "6.18.44",
                4,
                START,
                List.of(new Interface(1, "lo", 4_026_531_840L, "loopback", 65_536)),
                List.of("only port 443\twith a tab,\na second line and a \\"),
                List.of(new Hook(1, "tcp_probe", "tp_btf/tcp_probe", "")),
                types,
                0,
                List.of(new Code("skb_drop_reason", 10, "SKB_DROP_REASON_TCP_CSUM")));
    }

    /** One tcp_probe per time, all on {@code cpu}; SEQ is its place in {@code times}. */
    static EventWriter probes(int cpu, long... times) {
        EventWriter events = new EventWriter();
        for (int i = 0; i < times.length; i++) {
            events.begin(TcpProbe.TYPE, times[i], 7, cpu).set(TcpProbe.SEQ, i);
        }
        return events;
    }

    /** Of a socket, of an IPv4 and of an IPv6 packet. */
    static final List<ConnectionLoss> CONNECTION_LOSSES =
            List.of(
                    new ConnectionLoss(30, 40, 77, null, null, 0, 1),
                    new ConnectionLoss(
                            30, 40, 0, end(1, 2, 3, 4), end(10, 0, 0, 1), 5, (1L << 32) + 1),
                    new ConnectionLoss(30, 40, 0, end(1, 2, 3, 4), end(new int[16]), 5, 2));

    private static Endpoint end(int... address) {
        byte[] bytes = new byte[address.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (address[i] + i);
        }
        return Endpoint.of(bytes, 65_000);
    }

    /** A whole trace: two CPUs, a discarded record, disorder, a clock pair, a loss. */
    static void write(Path path) {
        write(path, info());
    }

    static void write(Path path, TraceInfo info) {
        try (TraceWriter writer = TraceWriter.create(path, info)) {
            writer.records(0, probes(0, 10, 30, 20, 40).records());
            writer.clock(new ClockPair(2_000, 3_000, 4));
            writer.records(1, probes(1, 5, 25, 45).discard().records());
            writer.loss(new LossReport(30, 40, List.of(new LossReport.Loss(1, 0, 3))));
            writer.connectionLosses(CONNECTION_LOSSES);
            writer.records(0, probes(0, 50, 60).records());
            writer.finish(List.of(COUNTS));
        }
    }

    static List<Long> times(TraceReader trace) {
        List<Long> times = new ArrayList<>();
        EventCursor events = trace.events();
        while (events.next()) {
            times.add(events.timeNs());
        }
        return times;
    }
}
