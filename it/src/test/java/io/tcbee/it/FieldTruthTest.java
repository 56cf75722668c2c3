package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.lab.Direction;
import io.tcbee.lab.Ip;
import io.tcbee.lab.Lab;
import io.tcbee.lab.PathOptions;
import io.tcbee.model.Field;
import io.tcbee.model.TcpState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every field of the kernel's state as the recorder read it, against what {@code ss} and TCP_INFO
 * tell of the same socket before and after.
 */
class FieldTruthTest {
    private static final Duration DELAY = Duration.ofMillis(5);

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
        Needs.command("ss");
    }

    @ParameterizedTest
    @CsvSource({"V4,cubic", "V4,reno", "V4,bbr", "V6,cubic", "V6,reno", "V6,bbr"})
    void aSocketAtRestIsWhatSsPrints(Ip ip, String congestionControl) {
        PathOptions there =
                PathOptions.builder()
                        .rateMbit(20)
                        .delay(DELAY)
                        .queueBytes(400_000)
                        .dropData(30, 90)
                        .reorder(0.02, Duration.ofMillis(3))
                        .build();
        try (Lab lab = Lab.open(there, PathOptions.delay(DELAY));
                Talk talk = Talk.begin(lab, ip, congestionControl)) {
            talk.toServer(300_000);
            talk.toClient(60_000);
            talk.settle();
            SeenSocket client = SeenSocket.record(lab.client(), talk.client(), folder);
            client.assertSame();
            client.assertSequences(lab.log(), Direction.A_TO_B);
            assertTrue(client.recorded("total_retrans") >= 2, "the dropped ones");
            assertTrue(client.recorded("bytes_received") == 60_000);
            SeenSocket server = SeenSocket.record(lab.server(), talk.server(), folder);
            server.assertSame();
            server.assertSequences(lab.log(), Direction.B_TO_A);
            assertTrue(server.recorded("rcv_ooopack") > 0, "the reordered ones");
        }
    }

    @Test
    void aSocketWhosePathIsDeadIsWhatSsPrints() {
        PathOptions dead =
                PathOptions.builder()
                        .delay(DELAY)
                        .blackout(Duration.ofMillis(1500), Duration.ofMinutes(2))
                        .build();
        try (Lab lab = Lab.open(dead, PathOptions.delay(DELAY));
                Talk talk = Talk.begin(lab, Ip.V4, "cubic")) {
            talk.toServer(50_000);
            talk.pause(Duration.ofMillis(1600));
            talk.sendOnly(20_000);
            talk.until(info -> info.get("backoff") >= 4); // the next timeout is seconds away
            SeenSocket client = SeenSocket.record(lab.client(), talk.client(), folder);
            client.assertSame();
            assertAll(
                    () -> assertTrue(client.recorded("packets_out") > 0),
                    () -> assertTrue(client.recorded("lost_out") > 0),
                    () -> assertTrue(client.recorded("icsk_backoff") >= 4),
                    () -> assertEquals(4, client.recorded("icsk_ca_state"), "Loss"));
        }
    }

    @Test
    void aSocketWhosePeerReadsNothingIsWhatSsPrints() {
        PathOptions dying =
                PathOptions.builder()
                        .delay(DELAY)
                        .blackout(Duration.ofSeconds(2), Duration.ofMinutes(2))
                        .build();
        try (Lab lab = Lab.open(PathOptions.delay(DELAY), dying);
                Talk talk = Talk.begin(lab, Ip.V4, "cubic")) {
            talk.fill();
            // Answers to the probes are lost at last, and the next probe is seconds away.
            talk.until(info -> info.get("backoff") >= 4 && info.get("probes") >= 2);
            SeenSocket client = SeenSocket.record(lab.client(), talk.client(), folder);
            client.assertSame();
            SeenSocket.record(lab.server(), talk.server(), folder).assertSame();
            assertAll(
                    () -> assertEquals(0, client.recorded("snd_wnd")),
                    () -> assertEquals(3, client.recorded("icsk_pending"), "window probe"),
                    () -> assertTrue(client.recorded("icsk_probes_out") >= 2),
                    () -> assertEquals(2, client.recorded("chrono_type"), "receive window"),
                    () -> assertTrue(client.recorded("rwnd_limited_us") > 1_000_000));
        }
    }

    @Test
    void everyFieldHasAnOracleOrIsSaidToHaveNone() {
        Set<String> told = new TreeSet<>(FieldTruth.compared());
        told.addAll(FieldTruth.OTHERWISE);
        told.addAll(FieldTruth.TOLD_BY_NONE);
        for (Field field : TcpState.FIELDS) {
            assertTrue(told.contains(field.name()), field.name());
        }
    }
}
