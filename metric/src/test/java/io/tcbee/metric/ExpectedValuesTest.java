package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of connections as tcptrace 6.6.7, tshark 4.0.17 or the path itself tell them. */
class ExpectedValuesTest {

    /** tcptrace: initial window. */
    @ParameterizedTest
    @CsvSource({
        "clean, 14480, 10",
        "bufferbloat, 14480, 10",
        "bbr, 14480, 10",
        "app_limited, 5000, 4",
        "rr, 200, 1",
        "synack_loss, 2, 1"
    })
    void theClientsInitialWindow(String scenario, int bytes, int segments) {
        Measured measured = Measured.of(scenario + ".snd");

        assertEquals(bytes, measured.attribute(Side.CLIENT, "initial_window_bytes"));
        assertEquals(segments, measured.attribute(Side.CLIENT, "initial_window_segments"));
    }

    @Test
    void theServersInitialWindow() {
        Measured measured = Measured.of("rr.snd");

        assertEquals(1000, measured.attribute(Side.SERVER, "initial_window_bytes"));
        assertEquals(1, measured.attribute(Side.SERVER, "initial_window_segments"));
    }

    /** tshark: frame.time_relative of the SYN-ACK. */
    @ParameterizedTest
    @CsvSource({"clean, 20708.192", "rr, 20635.123", "synack_loss, 1022209.113"})
    void connectTimeIsWhatTheClientWaits(String scenario, double us) {
        assertEquals(
                us,
                Measured.of(scenario + ".snd").attribute(Side.CLIENT, "connect_time_us"),
                0.001);
    }

    @Test
    void synsAreCounted() {
        Measured lost = Measured.of("synack_loss.snd");

        assertEquals(2, lost.attribute(Side.CLIENT, "syns"));
        assertEquals(1, Measured.of("clean.snd").attribute(Side.CLIENT, "syns"));
        assertEquals(1, Measured.of("clean.snd").attribute(Side.SERVER, "syns"));
    }

    /** tshark: tcp.options of the SYNs. */
    @Test
    void whatTheSynsOffer() {
        Measured measured = Measured.of("clean.snd");
        for (Side side : Side.values()) {
            assertEquals(1460, measured.attribute(side, "syn_mss"));
            assertEquals(1, measured.attribute(side, "syn_sack_permitted"));
            assertEquals(1, measured.attribute(side, "syn_timestamps"));
        }
    }

    /** The path's queue, and the greatest delay that it logged, in ms. */
    @ParameterizedTest
    @CsvSource({"bufferbloat, 329.4, 3", "clean, 68.8, 3", "bbr, 49.6, 3"})
    void theGreatestQueueingDelay(String scenario, double ms, double within) {
        Measured measured = Measured.of(scenario + ".snd");
        double greatest = measured.attribute(Side.CLIENT, "queueing_delay_max_us") / 1000;

        assertEquals(ms, greatest, within);
        List<double[]> points = measured.points(Side.CLIENT, "queueing_delay_us");
        assertEquals(measured.attribute(Side.CLIENT, "rtt_samples"), points.size());
        assertTrue(points.stream().allMatch(point -> point[1] >= 0));
        // All of it lies within ten seconds: the least of the window is that of the connection,
        // once it has been seen.
        assertEquals(
                ms, points.stream().mapToDouble(point -> point[1]).max().orElse(0) / 1000, within);
    }

    /** RFC 6298, section 2, by hand: the first sample R gives srtt R, rttvar R/2, rto R + 4 R/2. */
    @Test
    void theFirstSampleStartsTheTimeout() {
        Measured measured = Measured.of("clean.snd");
        double first = measured.points(Side.CLIENT, "rtt_us").getFirst()[1];

        assertEquals(first, measured.points(Side.CLIENT, "srtt_rfc6298_us").getFirst()[1], 0.001);
        assertEquals(
                first / 2, measured.points(Side.CLIENT, "rttvar_rfc6298_us").getFirst()[1], 0.001);
        assertEquals(3 * first, measured.points(Side.CLIENT, "rto_rfc6298_us").getFirst()[1], 0.01);
    }

    /** The same by the formulas of the section, from our samples. */
    @Test
    void theTimeoutFollowsTheSamples() {
        Measured measured = Measured.of("bufferbloat.snd");
        double srtt = 0;
        double rttvar = 0;
        List<double[]> timeouts = measured.points(Side.CLIENT, "rto_rfc6298_us");
        List<double[]> samples = measured.points(Side.CLIENT, "rtt_us");
        assertEquals(samples.size(), timeouts.size());
        for (int i = 0; i < samples.size(); i++) {
            double rtt = samples.get(i)[1];
            rttvar = i == 0 ? rtt / 2 : 0.75 * rttvar + 0.25 * Math.abs(srtt - rtt);
            srtt = i == 0 ? rtt : 0.875 * srtt + 0.125 * rtt;
            assertEquals(srtt + Math.max(1000, 4 * rttvar), timeouts.get(i)[1], 0.1);
        }
    }

    /** tshark: first data of either side, first acknowledgment of the last byte. */
    @Test
    void durations() {
        assertEquals(
                40_719.804, Measured.of("rr.snd").attribute(null, "time_to_first_byte_us"), 0.001);
        assertEquals(
                899_417.095,
                Measured.of("clean.snd").attribute(Side.CLIENT, "completion_time_us"),
                0.001);
    }

    /** tcptrace: idletime max. */
    @ParameterizedTest
    @CsvSource({
        "clean, 87.9, 22.6",
        "rr, 52.6, 94.8",
        "bufferbloat, 351.8, 25.3",
        "synack_loss, 1011.7, 102.2",
        "app_limited, 52.3, 52.8"
    })
    void theLongestSilence(String scenario, double clientMs, double serverMs) {
        Measured measured = Measured.of(scenario + ".snd");

        assertEquals(clientMs, measured.attribute(Side.CLIENT, "idle_max_us") / 1000, 0.05);
        assertEquals(serverMs, measured.attribute(Side.SERVER, "idle_max_us") / 1000, 0.05);
    }

    @Test
    void withoutEcnThereAreNoMarks() {
        Measured measured = Measured.of("clean.snd");

        assertEquals(0, measured.attribute(null, "ecn_negotiated"));
        assertEquals(0, measured.attribute("ce_packets"));
        assertEquals(0, measured.attribute("ece_packets"));
        assertFalse(measured.points(Side.CLIENT, "rtt_us").isEmpty());
    }
}
