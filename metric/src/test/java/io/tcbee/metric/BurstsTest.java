package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.model.Field;
import io.tcbee.model.Side;
import io.tcbee.model.TcpAck;
import io.tcbee.model.TcpState;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.ConnectionTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurstsTest {

    /** From tshark's times of the client's packets with data, 100 us apart or more. */
    @ParameterizedTest
    @CsvSource({
        "clean, 4.948, 563, 14, 1382",
        "bbr, 424.123, 1387, 10, 2763",
        "bufferbloat, 2160.905, 1094, 10, 2072",
        "app_limited, 4.367, 42, 4, 160"
    })
    void departures(String scenario, double gapUs, int bursts, int most, int segments) {
        Measured measured = Measured.of(scenario + ".snd");

        assertEquals(
                gapUs, measured.attribute(Side.CLIENT, "departure_gap_median_us"), 0.002 * gapUs);
        assertEquals(bursts, measured.attribute(Side.CLIENT, "bursts"));
        assertEquals(most, measured.attribute(Side.CLIENT, "burst_segments_max"));
        assertEquals(
                (double) segments / bursts,
                measured.attribute(Side.CLIENT, "burst_segments_mean"),
                1e-9);
    }

    private record PacingRate(Connection connection, long timeNs, long bytesPerSecond)
            implements KernelSample {
        @Override
        public Side side() {
            return Side.CLIENT;
        }

        @Override
        public int type() {
            return TcpAck.TYPE.id();
        }

        @Override
        public boolean carriesState() {
            return true;
        }

        @Override
        public long get(Field field) {
            return field.equals(TcpState.SK_PACING_RATE) ? bytesPerSecond : ABSENT;
        }
    }

    /** The kernel of bbr.snd told 1 221 428 bytes/s at its end, and it was BBR, which is paced. */
    @Test
    void bbrIsPacedAsItsKernelTold() {
        assertEquals(1, ratio("bbr"), 0.1);
    }

    /** CUBIC sends what an acknowledgment lets it send at once; the gap is that of the host. */
    @Test
    void cubicIsNotPaced() {
        assertEquals(true, ratio("clean") > 10);
    }

    /** pacing_ratio of a capture whose kernel's rates TCP_INFO told. */
    private static double ratio(String scenario) {
        List<TcpInfo> told = TcpInfo.of(scenario);
        Map<String, Double> attributes = new HashMap<>();
        List<Observer> observers = new ArrayList<>();
        int[] next = {0};
        Sink sink =
                new Sink() {
                    @Override
                    public void point(Output output, Side side, long at, double value) {}

                    @Override
                    public void attribute(Output output, Side side, double value) {
                        attributes.put(side + output.name(), value);
                    }
                };
        Capture.open(scenario + ".snd")
                .replay(
                        new ConnectionTable(),
                        packet -> {
                            if (observers.isEmpty()) {
                                observers.add(bursts().observe(packet.connection(), sink));
                            }
                            while (next[0] < told.size()
                                    && told.get(next[0]).timeNs() <= packet.timeNs()) {
                                TcpInfo info = told.get(next[0]++);
                                // 2^64 - 1 is unlimited, -1 as the kernel wrote it
                                long rate = info.pacing() > 1e18 ? -1 : (long) info.pacing();
                                observers
                                        .getFirst()
                                        .sample(
                                                new PacingRate(
                                                        packet.connection(), info.timeNs(), rate));
                            }
                            observers.getFirst().packet(packet);
                        });
        observers.getFirst().end();
        return attributes.get(Side.CLIENT + "pacing_ratio");
    }

    private static Metric bursts() {
        return Metrics.all().stream()
                .filter(each -> each.name().equals("bursts"))
                .findAny()
                .orElseThrow();
    }
}
