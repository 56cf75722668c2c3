package io.tcbee.cli.screen;

import dev.tamboui.buffer.Buffer;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpDestroySock;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import io.tcbee.record.HookCost;
import io.tcbee.record.LiveConnections;
import io.tcbee.trace.EventWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A recording that never was: connections as events tell them, drawn into a buffer. */
final class Scene {
    static final long SECOND_NS = 1_000_000_000L;

    final LiveConnections live = new LiveConnections(1000);
    final Dashboard dashboard = new Dashboard("recording lo into t.tcbee", SECOND_NS);
    final Choices choices = new Choices();
    final Hits hits = new Hits();
    final Keys keys = new Keys(choices, hits);
    private final List<HookTotal> hooks = new ArrayList<>();
    private List<HookCost> costs = List.of();
    private double ringFill;
    private long fileBytes;
    private long nowNs = SECOND_NS;

    /**
     * A socket of process {@code 100 + n} named {@code comm} from 10.0.0.1:(40000 + n) to
     * 10.0.0.2:443.
     */
    Scene socket(int n, String comm) {
        live.records(
                new EventWriter()
                        .begin(SocketEvent.TYPE, nowNs, n, 0)
                        .set(SocketEvent.LOCAL_ADDRESS, mapped(1))
                        .set(SocketEvent.REMOTE_ADDRESS, mapped(2))
                        .set(SocketEvent.LOCAL_PORT, 40_000 + n)
                        .set(SocketEvent.REMOTE_PORT, 443)
                        .set(SocketEvent.REASON, 4)
                        .set(SocketEvent.PID, 100 + n)
                        .set(SocketEvent.COMM, comm)
                        .set(SocketEvent.CONGESTION_CONTROL, "cubic")
                        .set(TcpState.SK_STATE, 1)
                        .records());
        return this;
    }

    /** Its state now: bytes acknowledged so far, window and round-trip time. */
    Scene state(int n, long bytesAcked, long sndCwnd, long srttUs) {
        live.records(
                new EventWriter()
                        .begin(TcpProbe.TYPE, nowNs, n, 0)
                        .set(TcpState.BYTES_ACKED, bytesAcked)
                        .set(TcpState.SND_CWND, sndCwnd)
                        .set(TcpState.SRTT_US, srttUs)
                        .set(TcpState.MIN_RTT_US, 400)
                        .set(TcpState.PACKETS_OUT, 9)
                        .set(TcpState.SACKED_OUT, 2)
                        .set(TcpState.TOTAL_RETRANS, 3)
                        .set(TcpState.SK_STATE, 1)
                        .records());
        return this;
    }

    Scene end(int n) {
        live.records(new EventWriter().begin(TcpDestroySock.TYPE, nowNs, n, 0).records());
        return this;
    }

    Scene hook(HookTotal hook) {
        hooks.removeIf(other -> other.id() == hook.id());
        hooks.add(hook);
        return this;
    }

    Scene cost(HookCost cost) {
        costs = List.of(cost);
        return this;
    }

    Scene ring(double fill, long bytes) {
        ringFill = fill;
        fileBytes = bytes;
        return this;
    }

    /** A second later the recorder is asked. */
    Scene tick() {
        nowNs += SECOND_NS;
        dashboard.update(
                new Sample(
                        nowNs,
                        List.copyOf(hooks),
                        costs,
                        fileBytes,
                        ringFill,
                        45_000_000_000L,
                        live.connections(),
                        live.evicted(),
                        live.sampled(),
                        live.trail()));
        live.follow(choices.selected());
        return this;
    }

    /** Every row as text, without blanks at its end. */
    List<String> drawn(int width, int height) {
        Buffer buffer = Layout.drawn(width, height, dashboard, choices, hits);
        List<String> rows = new ArrayList<>();
        for (int y = 0; y < height; y++) {
            StringBuilder row = new StringBuilder();
            for (int x = 0; x < width; x++) {
                row.append(buffer.get(x, y).symbol());
            }
            rows.add(row.toString().stripTrailing());
        }
        return rows;
    }

    String text(int width, int height) {
        return drawn(width, height).stream().collect(Collectors.joining("\n"));
    }

    /** ::ffff:10.0.0.n (RFC 4291, section 2.5.5.2). */
    private static byte[] mapped(int last) {
        return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, (byte) last};
    }
}
