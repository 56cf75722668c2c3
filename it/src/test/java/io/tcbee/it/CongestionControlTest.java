package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Decisions.Event;
import io.tcbee.lab.Ip;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabSocket;
import io.tcbee.lab.PathOptions;
import io.tcbee.model.BbrEvent;
import io.tcbee.model.CubicEvent;
import io.tcbee.model.EventHeader;
import io.tcbee.model.TcpCongStateSet;
import io.tcbee.model.TcpState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The own state of CUBIC and BBR, against what {@code ss} prints and what RFC 9438 computes. */
@ExtendWith(WithheldCalls.class)
class CongestionControlTest {
    private static final int PORT = 5002;
    private static final int RECOVERY = 3;
    private static final long NONE = 0xffff_ffffL;
    private static final Pattern BBR =
            Pattern.compile(
                    "bbr:\\(bw:([\\d.]+)(\\w*)bps,mrtt:([\\d.]+),"
                            + "pacing_gain:([\\d.]+),cwnd_gain:([\\d.]+)\\)");

    @TempDir private Path folder;
    private String ss = "";
    private long restNs;

    @BeforeEach
    void needs() {
        Needs.lab();
        Needs.command("ss");
    }

    @Test
    void bbrIsAsSsPrintsItAtRest() throws Exception {
        Decisions seen = sendRestSend(path().build(), "bbr", 1_000_000);

        Matcher printed = BBR.matcher(ss);
        assertTrue(printed.find(), ss);
        Event event =
                seen.all(BbrEvent.TYPE).stream()
                        .filter(each -> each.get(EventHeader.TIME_NS) > restNs)
                        .findFirst()
                        .orElseThrow();
        assertEquals(1, event.get(BbrEvent.VERSION));
        assertEquals(
                Double.parseDouble(printed.group(1)) * scale(printed.group(2)) / 8,
                (double) event.get(BbrEvent.BW),
                event.get(BbrEvent.BW) * 1e-3);
        assertEquals(Double.parseDouble(printed.group(3)), event.get(BbrEvent.MIN_RTT_US) / 1e3);
        assertEquals(
                Double.parseDouble(printed.group(4)),
                event.get(BbrEvent.PACING_GAIN) / 256.0,
                1e-4);
        assertEquals(
                Double.parseDouble(printed.group(5)), event.get(BbrEvent.CWND_GAIN) / 256.0, 1e-4);
        assertTrue(event.get(BbrEvent.MIN_RTT_US) >= 20_000, "the path's own delay is 20 ms");
    }

    @Test
    void cubicIsAsTheRfcComputesIt() throws Exception {
        PathOptions path = path().dropData(200).build();
        Decisions seen = sendRestSend(path, "cubic", 2_000_000);

        Event reduced =
                seen.all(TcpCongStateSet.TYPE).stream()
                        .filter(event -> event.get(TcpCongStateSet.CA_STATE) == RECOVERY)
                        .findFirst()
                        .orElseThrow();
        Event growing =
                seen.all(CubicEvent.TYPE).stream()
                        .filter(event -> event.get(CubicEvent.EPOCH_US) != NONE)
                        .filter(event ->
                                event.get(EventHeader.TIME_NS) > reduced.get(EventHeader.TIME_NS))
                        .findFirst()
                        .orElseThrow();
        long before = reduced.get(TcpState.SND_CWND);
        assertEquals(before, growing.get(CubicEvent.LAST_MAX_CWND), "W_max, section 4.6");
        assertEquals(before, growing.get(CubicEvent.BIC_ORIGIN_POINT));
        // section 4.2, figure 2: K is the cube root of (W_max - cwnd_epoch) / C; beta is 0.7, C 0.4
        double epoch = Math.floor(before * 0.7);
        assertEquals(
                Math.cbrt((before - epoch) / 0.4),
                growing.get(CubicEvent.BIC_K_US) / 1e6,
                0.05,
                "K for W_max " + before);
        long delay = growing.get(CubicEvent.DELAY_MIN_US);
        assertTrue(delay >= 20_000 && delay < 40_000, "the path's delay is 20 ms: " + delay);
        assertEquals(List.of(), seen.all(BbrEvent.TYPE));
    }

    private static PathOptions.Builder path() {
        return PathOptions.builder().rateMbit(20).delayMs(10).queueBytes(400_000);
    }

    private static double scale(String unit) {
        return switch (unit) {
            case "" -> 1;
            case "K" -> 1e3;
            case "M" -> 1e6;
            case "G" -> 1e9;
            default -> throw new AssertionError(unit);
        };
    }

    /** Sends {@code bytes}, asks ss when all is acknowledged, and sends one byte more. */
    private Decisions sendRestSend(PathOptions path, String congestionControl, long bytes)
            throws Exception {
        PathOptions back = PathOptions.delay(Duration.ofMillis(10));
        try (Lab lab = Lab.open(path, back);
                Arena arena = Arena.ofShared();
                LabSocket listener = lab.server().socket(Ip.V4);
                LabSocket socket = lab.client().socket(Ip.V4)) {
            MemorySegment buffer = arena.allocate(1 << 16);
            listener.bind(Ip.V4.server(), PORT);
            listener.listen();
            return Decisions.of(
                    lab.client(),
                    folder.resolve("x.tcbee"),
                    () -> {
                        socket.congestionControl(congestionControl);
                        socket.noDelay();
                        socket.connect(Ip.V4.server(), PORT);
                        try (LabSocket accepted = listener.accept()) {
                            Thread reader =
                                    lab.server()
                                            .start("reader", () -> accepted.skip(buffer, bytes));
                            socket.send(arena.allocate(1 << 16), bytes);
                            reader.join();
                            Thread.sleep(200); // the last acknowledgment arrives
                            restNs = System.nanoTime(); // CLOCK_MONOTONIC
                            ss = askSs(lab);
                            socket.send(buffer, 1);
                            accepted.skip(buffer, 1);
                            Thread.sleep(200);
                        }
                    });
        }
    }

    private static String askSs(Lab lab) throws Exception {
        Process process =
                lab.client().processBuilder("ss", "-tin", "dst", "10.77.0.2:" + PORT).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
