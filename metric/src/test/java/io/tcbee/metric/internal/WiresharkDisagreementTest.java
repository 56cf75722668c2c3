package io.tcbee.metric.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.tcp.ConnectionTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The reasons of disagreement, against what the path did to the packets. */
class WiresharkDisagreementTest {
    private static final int CLIENT = 0x0a4d_0001;
    private static final int SERVER = 0x0a4d_0002;

    @TempDir private Path directory;

    @ParameterizedTest
    @MethodSource("io.tcbee.metric.internal.WiresharkTest#resources")
    void everyDisagreementHasAReason(String name) throws IOException {
        Map<WiresharkDisagreement, Integer> counts = count(resource(name));

        assertEquals(0, counts.getOrDefault(WiresharkDisagreement.OTHER, 0), counts::toString);
    }

    @ParameterizedTest
    @MethodSource("io.tcbee.metric.internal.WiresharkTest#seeds")
    void everyDisagreementInARandomCaptureHasAReason(long seed) throws IOException {
        Path capture = directory.resolve("random.pcap");
        RandomCapture.write(capture, seed);

        Map<WiresharkDisagreement, Integer> counts = count(CaptureFile.open(capture));

        assertEquals(0, counts.getOrDefault(WiresharkDisagreement.OTHER, 0), counts::toString);
    }

    /** The path reordered nothing there: all that tshark calls out_of_order was sent again. */
    @ParameterizedTest
    @CsvSource({
        "loss1pct_cubic.snd, SENT_AGAIN_SOON, 8",
        "loss1pct_nosack_nots.snd, SENT_AGAIN_SOON, 5",
        "queue_overflow_cubic.snd, SENT_AGAIN_SOON, 37",
        "fairness3.snd, SENT_AGAIN_SOON, 33",
        "queue_overflow_cubic.rcv, SENT_AGAIN_SOON, 39",
        "dup.rcv, PATH_DUPLICATE, 17",
        "zero_window.snd, WINDOW_PROBE, 3",
        "zero_window.rcv, WINDOW_PROBE, 3"
    })
    void reasonsAreWhatThePathDid(String capture, WiresharkDisagreement reason, int packets)
            throws IOException {
        assertEquals(packets, count(resource(capture + ".pcap.gz")).get(reason));
    }

    @Test
    void profilesAgreeWhereNothingHappens() throws IOException {
        for (String capture : new String[] {"clean", "keepalive", "tlp", "rst_abort", "bbr"}) {
            assertEquals(Map.of(), count(resource(capture + ".snd.pcap.gz")));
        }
    }

    private CaptureFile resource(String name) throws IOException {
        Path capture = directory.resolve(name);
        try (InputStream in = WiresharkTest.class.getResourceAsStream("/captures/" + name)) {
            Files.copy(in, capture);
        }
        return CaptureFile.open(capture).at(name.contains(".snd") ? CLIENT : SERVER);
    }

    private static Map<WiresharkDisagreement, Integer> count(CaptureFile file) {
        Map<WiresharkDisagreement, Integer> counts = new EnumMap<>(WiresharkDisagreement.class);
        Map<Integer, WiresharkAnalysis> connections = new HashMap<>();
        file.replay(
                new ConnectionTable(),
                (frame, packet) -> {
                    WiresharkAnalysis analysis =
                            connections.computeIfAbsent(
                                    packet.connection().id(), id -> new WiresharkAnalysis());
                    analysis.packet(packet);
                    WiresharkDisagreement reason = WiresharkDisagreement.of(packet, analysis);
                    if (reason != null) {
                        int _ = counts.merge(reason, 1, Integer::sum);
                    }
                });
        return counts;
    }
}
