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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reasons of disagreement, against what the path did to the packets. */
class WiresharkDisagreementTest {
    private static final int CLIENT = 0x0a4d_0001;
    private static final int SERVER = 0x0a4d_0002;

    @TempDir private Path directory;

    @ParameterizedTest
    @MethodSource("io.tcbee.metric.internal.WiresharkTest#resources")
    void everyDisagreementHasAReason(String name) throws IOException {
        Map<WiresharkDisagreement, Integer> counts = count(name);

        assertEquals(0, counts.getOrDefault(WiresharkDisagreement.OTHER, 0), counts::toString);
    }

    private Map<WiresharkDisagreement, Integer> count(String name) throws IOException {
        Path capture = directory.resolve(name);
        try (InputStream in = WiresharkTest.class.getResourceAsStream("/captures/" + name)) {
            Files.copy(in, capture);
        }
        Map<WiresharkDisagreement, Integer> counts = new EnumMap<>(WiresharkDisagreement.class);
        Map<Integer, WiresharkAnalysis> connections = new HashMap<>();
        CaptureFile file = CaptureFile.open(capture).at(name.contains(".snd") ? CLIENT : SERVER);
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
        try (var w =
                Files.newBufferedWriter(
                        Path.of("/tmp/wt/ws/dis.txt"),
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND)) {
            w.write(name + " " + counts + "\n");
        }
        return counts;
    }
}
