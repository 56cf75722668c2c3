package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What packets tell of a sender's state, against TCP_INFO of the same socket on the same clock. */
class SenderStateTest {
    private static final double BITS = 8;

    /** The value of a step series; -1 before its first point. */
    private static double at(List<double[]> points, long timeNs) {
        double value = -1;
        for (double[] point : points) {
            if (point[0] > timeNs) {
                break;
            }
            value = point[1];
        }
        return value;
    }

    /** Of the samples of each state, the least share in which headers tell the same. */
    @ParameterizedTest
    @CsvSource({
        "clean, 0, 1",
        "bbr, 0, 1",
        "bufferbloat, 0, 1",
        "single_drop_fast, 3, 0.85",
        "queue_overflow_cubic, 0, 0.99",
        "queue_overflow_cubic, 3, 0.95",
        "loss1pct_cubic, 0, 0.98",
        "loss1pct_cubic, 3, 0.95",
        "blackout_rto, 0, 0.99",
        "blackout_rto, 4, 0.8"
    })
    void theCongestionState(String scenario, int state, double share) {
        List<double[]> points =
                Measured.of(scenario + ".snd").points(Side.CLIENT, "congestion_state_inferred");
        List<TcpInfo> told =
                TcpInfo.of(scenario).stream()
                        .filter(each -> each.timeNs() >= points.getFirst()[0])
                        .filter(each -> each.congestionState() == state)
                        .toList();
        long same = told.stream().filter(each -> at(points, each.timeNs()) == state).count();

        assertTrue(told.size() > 5);
        assertTrue(same >= share * told.size(), same + " of " + told.size());
    }

    /**
     * While the application does not limit, TCP_INFO tells the newest sample: the share of times at
     * which ours is the same to 3 %. Segments that SACK reports are joined by the kernel.
     */
    @ParameterizedTest
    @CsvSource({
        "clean, 0.95",
        "bbr, 0.95",
        "bufferbloat, 0.95",
        "queue_overflow_cubic, 0.95",
        "loss1pct_cubic, 0.85",
        "blackout_rto, 0.95"
    })
    void theDeliveryRate(String scenario, double share) {
        List<double[]> points = Measured.of(scenario + ".snd").points(Side.CLIENT, "delivery_rate");
        long known = 0;
        long same = 0;
        for (TcpInfo each : TcpInfo.of(scenario)) {
            double ours = at(points, each.timeNs());
            double kernels = each.deliveryRate() * BITS;
            if (ours > 0 && kernels > 0 && !each.appLimited()) {
                known++;
                same += Math.abs(ours - kernels) <= 0.03 * kernels ? 1 : 0;
            }
        }
        assertTrue(known > 50);
        assertTrue(same >= share * known, same + " of " + known);
    }

    /** The path lets 10 Mbit/s of IP pass: 1448 of 1500 bytes are payload. */
    @Test
    void theMedianIsWhatThePathLetsPass() {
        Measured measured = Measured.of("queue_overflow_cubic.snd");

        assertEquals(
                10e6 * 1448 / 1500,
                measured.attribute(Side.CLIENT, "delivery_rate_median"),
                0.02 * 10e6);
    }
}
