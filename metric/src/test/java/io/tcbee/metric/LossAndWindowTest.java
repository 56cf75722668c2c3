package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the counters of the two kernels say (nstat), on captures of what they did. */
class LossAndWindowTest {

    /**
     * TcpExtTCPDSACKRecv, and of what those told: of the first a probe of the tail, of the second
     * copies that the path made.
     */
    @ParameterizedTest
    @CsvSource({
        "zero_window, 1, 1",
        "dup, 17, 0",
        "single_drop_fast, 0, 0",
        "loss1pct_cubic, 0, 0",
        "queue_overflow_cubic, 0, 0",
        "tlp, 0, 0",
        "clean, 0, 0"
    })
    void duplicatesThatTheReceiverReports(String scenario, int dsacks, int spurious) {
        Measured measured = Measured.of(scenario + ".snd");

        assertAll(
                () -> assertEquals(dsacks, measured.attribute(Side.CLIENT, "dsack_blocks")),
                () ->
                        assertEquals(
                                spurious,
                                measured.attribute(Side.CLIENT, "spurious_retransmissions")),
                () ->
                        assertEquals(
                                spurious,
                                measured.points(Side.CLIENT, "spurious_retransmission").size()));
    }

    /** TcpExtTCPSackRecovery or TCPRenoRecovery. */
    @ParameterizedTest
    @CsvSource({
        "single_drop_fast, 1",
        "loss1pct_cubic, 12",
        "loss1pct_nosack_nots, 12",
        "queue_overflow_cubic, 4",
        "tlp, 0",
        "zero_window, 0",
        "clean, 0"
    })
    void eachRecoveryIsAnEpisode(String scenario, int recoveries) {
        Measured measured = Measured.of(scenario + ".snd");
        List<double[]> triggers = measured.points(Side.CLIENT, "loss_episode_trigger");

        assertAll(
                () -> assertEquals(recoveries, measured.attribute(Side.CLIENT, "loss_episodes")),
                () -> assertTrue(triggers.stream().allMatch(point -> point[1] == 1)));
    }

    /** TcpRetransSegs: all of them repair. */
    @ParameterizedTest
    @CsvSource({"single_drop_fast, 1", "loss1pct_cubic, 17", "queue_overflow_cubic, 54"})
    void allRetransmissionsLieInAnEpisode(String scenario, int segments) {
        List<double[]> points =
                Measured.of(scenario + ".snd").points(Side.CLIENT, "loss_episode_segments");

        assertEquals(segments, points.stream().mapToDouble(point -> point[1]).sum());
    }

    /** TcpExtTCPTimeouts is 2: two in a row, of which the second begins nothing new. */
    @Test
    void aBlackoutIsOneEpisodeThatATimeoutBegins() {
        Measured measured = Measured.of("blackout_rto.snd");

        assertEquals(1, measured.attribute(Side.CLIENT, "loss_episodes"));
        assertEquals(2, measured.points(Side.CLIENT, "loss_episode_trigger").getFirst()[1]);
    }

    /**
     * TcpExtTCPWinProbe and TCPToZeroWindowAdv; tshark: closed at 0.150485784 s, open at
     * 2.588623912 s.
     */
    @Test
    void aClosedWindowIsProbedUntilItOpens() {
        Measured measured = Measured.of("zero_window.snd");

        assertAll(
                () -> assertEquals(3, measured.attribute(Side.CLIENT, "zero_window_probes")),
                () -> assertEquals(0, measured.attribute(Side.CLIENT, "keep_alives")),
                () -> assertEquals(1, measured.attribute(Side.SERVER, "zero_windows")),
                () ->
                        assertEquals(
                                2_438_138.128,
                                measured.attribute(Side.SERVER, "zero_window_total_us"),
                                0.001),
                () -> assertEquals(1, measured.points(Side.SERVER, "zero_window_us").size()));
    }

    /** TcpExtTCPKeepAlive. */
    @Test
    void keepAlivesAreNoProbes() {
        Measured measured = Measured.of("keepalive.snd");

        assertEquals(4, measured.attribute("keep_alives"));
        assertEquals(0, measured.attribute("zero_window_probes"));
    }

    /** tshark 4.0.17: tcp.analysis.window_update, tcp.analysis.window_full. */
    @ParameterizedTest
    @CsvSource({"zero_window, 1, 68", "clean, 0, 0"})
    void windowsAreUpdatedAndFilled(String scenario, int updates, int full) {
        Measured measured = Measured.of(scenario + ".snd");

        assertEquals(updates, measured.attribute(Side.SERVER, "window_updates"));
        assertEquals(full, measured.attribute(Side.CLIENT, "window_full_strict"));
    }

    /** The path's own delay is 20 ms and more; tcptrace: RTT min 20.7 ms. */
    @Test
    void timestampsMeasureTheRoundTripTime() {
        Measured measured = Measured.of("clean.snd");

        assertEquals(20.7, measured.attribute(Side.CLIENT, "rtt_timestamp_min_us") / 1e3, 0.05);
        assertEquals(542, measured.attribute(Side.CLIENT, "rtt_timestamp_samples"), 1);
    }

    /** nstat and the log of the path: 17 of the segments with payload were dropped. */
    @Test
    void theLossRateIsThatOfThePath() {
        Measured measured = Measured.of("loss1pct_cubic.snd");
        double rate = measured.attribute(Side.CLIENT, "loss_rate");

        assertEquals(rate, measured.attribute(Side.CLIENT, "retransmission_rate"));
        assertEquals(0.01, rate, 0.005);
    }
}
