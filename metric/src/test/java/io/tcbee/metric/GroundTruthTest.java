package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The metrics over real captures, against the kernel's counters and the emulated path's log. */
class GroundTruthTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clean",
                "single_drop_fast",
                "loss1pct_cubic",
                "queue_overflow_cubic",
                "tlp",
                "blackout_rto",
                "keepalive",
                "zero_window",
                "dup",
                "synack_loss",
                "rst_abort"
            })
    void theClientsRetransmissionsAreThoseOfItsKernel(String scenario) {
        assertEquals(
                counter(scenario, "sender", "TcpRetransSegs"),
                (long) Measured.of(scenario + ".snd").attribute(Side.CLIENT, "retransmissions"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean", "keepalive", "dup", "loss1pct_cubic", "single_drop_fast"})
    void theServerRetransmittedNothing(String scenario) {
        assertEquals(0, Measured.of(scenario + ".snd").attribute(Side.SERVER, "retransmissions"));
    }

    @Test
    void duplicateAcksOfOneDrop() {
        Measured measured = Measured.of("single_drop_fast.snd");

        assertEquals(31, measured.attribute(Side.CLIENT, "dupack_5681"));
        assertEquals(0, measured.attribute(Side.SERVER, "dupack_5681"));
    }

    @Test
    void duplicateAcksOfRandomLoss() {
        assertEquals(135, Measured.of("loss1pct_cubic.snd").attribute(Side.CLIENT, "dupack_5681"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"keepalive", "zero_window", "clean"})
    void probesAndTheirAnswersAreNoDuplicateAcks(String scenario) {
        assertEquals(0, Measured.of(scenario + ".snd").attribute("dupack_5681"));
    }

    @Test
    void theLeastRoundTripTimeOfACleanPath() {
        Measured measured = Measured.of("clean.snd");

        assertEquals(20_700, measured.attribute(Side.CLIENT, "rtt_min_us"), 50);
        assertEquals(20_700, measured.attribute(Side.CLIENT, "handshake_rtt_us"), 50);
        assertEquals(851, measured.attribute(Side.CLIENT, "rtt_samples"), 2);
    }

    @Test
    void noSampleIsTheRepairTimeOfAHole() {
        Measured measured = Measured.of("queue_overflow_cubic.snd");

        // 20 ms of path, 40 kB of queue at 10 Mbit/s (32 ms), one packet on the wire (1.2 ms), and
        // less than 1 ms in the two hosts; a repaired hole takes one round trip more.
        assertTrue(measured.attribute(Side.CLIENT, "rtt_max_us") <= 54_200);
        assertTrue(measured.attribute(Side.CLIENT, "rtt_max_us") >= 52_000);
    }

    @Test
    void goodputIsAcknowledgedPayloadOverTime() {
        Measured measured = Measured.of("clean.snd");
        double bytes = measured.attribute(Side.CLIENT, "bytes");

        assertEquals(
                bytes,
                measured.points(Side.CLIENT, "goodput").stream().mapToDouble(p -> p[1]).sum()
                        * measured.attribute(Side.CLIENT, "goodput_bin_ns")
                        / 8e9,
                1);
    }

    @Test
    void aDuplicatedPacketIsNoRetransmissionAtTheReceiver() {
        Measured measured = Measured.of("dup.rcv");

        assertEquals(0, measured.attribute(Side.CLIENT, "retransmissions"));
        assertTrue(measured.attribute(Side.CLIENT, "path_duplicates") > 0);
    }

    @Test
    void lossesAreRepairedAtTheReceiverToo() {
        assertEquals(
                counter("loss1pct_cubic", "sender", "TcpRetransSegs"),
                (long) Measured.of("loss1pct_cubic.rcv").attribute(Side.CLIENT, "retransmissions"));
    }

    /** A counter of the kernel of one side; 0 where nstat does not list it. */
    private static long counter(String scenario, String side, String name) {
        String path = "/captures/" + scenario + ".nstat.txt";
        try (InputStream in = GroundTruthTest.class.getResourceAsStream(path)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int from = text.indexOf("## " + side + " side");
            int to = text.indexOf("## ", from + 3);
            String part = text.substring(from, to < 0 ? text.length() : to);
            Matcher line = Pattern.compile(name + "\\s+(\\d+)").matcher(part);
            return line.find() ? Long.parseLong(line.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
