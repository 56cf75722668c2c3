package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.model.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reaches the sink; the numbers are those of tshark 4.0.17 (tshark -T fields). */
class WiresharkMetricTest {

    @ParameterizedTest
    @CsvSource({
        "zero_window.snd, zero_window, 4",
        "zero_window.snd, keep_alive, 3",
        "zero_window.snd, zero_window_probe, 0",
        "zero_window.snd, window_full, 68",
        "loss1pct_cubic.snd, duplicate_ack, 135",
        "loss1pct_cubic.snd, fast_retransmission, 9",
        "loss1pct_cubic.snd, retransmission, 9",
        "loss1pct_cubic.snd, out_of_order, 8",
        "loss1pct_cubic.snd, window_update, 10",
        "loss1pct_cubic.rcv, lost_segment, 17",
        "dup.rcv, spurious_retransmission, 12",
        "keepalive.snd, keep_alive_ack, 4"
    })
    void countsAreThoseOfTshark(String capture, String flag, int packets) {
        Measured measured = Measured.of(capture);

        assertEquals(packets, measured.attribute("wireshark_" + flag + "_count"));
        int points =
                measured.points(Side.CLIENT, "wireshark_" + flag).size()
                        + measured.points(Side.SERVER, "wireshark_" + flag).size();
        assertEquals(packets, points);
    }

    @ParameterizedTest
    @CsvSource({
        "loss1pct_cubic.snd, bytes_in_flight, 1275",
        "loss1pct_cubic.snd, ack_rtt_ns, 589",
        "blackout_rto.snd, rto_ns, 101"
    })
    void valuesAreAsManyAsThoseOfTshark(String capture, String series, int points) {
        Measured measured = Measured.of(capture);

        int all =
                measured.points(Side.CLIENT, "wireshark_" + series).size()
                        + measured.points(Side.SERVER, "wireshark_" + series).size();
        assertEquals(points, all);
    }

    @Test
    void connectionsHaveTheCompletenessAndTheFirstRoundTripTimeOfTshark() {
        Measured measured = Measured.of("synack_loss.snd");

        assertEquals(31, measured.attribute(null, "wireshark_completeness"));
        assertEquals(10_565_707, measured.attribute(null, "wireshark_initial_rtt_ns"));
    }
}
