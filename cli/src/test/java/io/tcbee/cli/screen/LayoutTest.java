package io.tcbee.cli.screen;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.record.HookCost;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
    private final Scene scene = new Scene();

    @Test
    void everyColumnIsThereWhereThereIsRoom() {
        busy();

        String row = row(scene.drawn(140, 30), "10.0.0.1:40001");
        assertAll(
                () -> assertTrue(row.contains("10.0.0.2:443"), row),
                () -> assertTrue(row.contains("101/curl"), row),
                () -> assertTrue(row.contains("cubic"), row),
                () -> assertTrue(row.contains("ESTAB"), row),
                () -> assertTrue(row.contains("8.00M"), row), // 1 MB in a second
                () -> assertTrue(row.contains(" 33 "), row),
                () -> assertTrue(row.contains("1.50ms"), row),
                () -> assertTrue(row.contains("400us"), row),
                () -> assertTrue(row.endsWith("3      7"), row)); // retransmitted; 9 out - 2 sacked
    }

    @Test
    void eightyColumnsHoldTheMostWanted() {
        busy();

        List<String> rows = scene.drawn(80, 24);
        String head = row(rows, "remote");
        for (String column : "remote process bit/s↓ cwnd srtt retr flight".split(" ", -1)) {
            assertTrue(head.contains(column), head);
        }
        assertFalse(head.contains("min rtt"), head);
        assertTrue(rows.getLast().contains("q  end"), rows.getLast());
    }

    @Test
    void columnsWithoutRoomAreScrolledTo() {
        busy();
        scene.choices.scrollColumns(3);

        assertTrue(row(scene.drawn(80, 24), "cc").contains("min rtt"));
    }

    @ParameterizedTest
    @CsvSource({"80,24", "200,60", "40,12", "24,5", "10,3", "1,1", "300,100", "79,18", "120,44"})
    void everySizeIsFilledAndNothingLeavesIt(int width, int height) {
        busy();
        for (Choices.View view : Choices.View.values()) {
            scene.choices.select(1);
            if (scene.choices.view() != view) {
                scene.choices.show(view);
            }
            List<String> rows = scene.drawn(width, height);
            assertEquals(height, rows.size());
            assertTrue(rows.stream().allMatch(row -> row.length() <= width), view.toString());
        }
    }

    @Test
    void aTerminalTooSmallSaysHowToEnd() {
        busy();

        assertTrue(scene.text(20, 3).contains("q ends it"));
    }

    @Test
    void ratesAreDifferencesOverTime() {
        scene.hook(new HookTotal(0, "packet_egress", "tcx/egress", true, 100, 90, 0))
                .hook(new HookTotal(5, "tcp_probe", "tp_btf/tcp_probe", false, 100, 100, 0))
                .ring(0.034, 1000)
                .tick()
                .hook(new HookTotal(0, "packet_egress", "tcx/egress", true, 2600, 2590, 0))
                .hook(new HookTotal(5, "tcp_probe", "tp_btf/tcp_probe", false, 600, 600, 0))
                .ring(0.034, 501_000)
                .tick();

        String text = scene.text(100, 30);
        assertAll(
                () -> assertTrue(text.contains("packets/s 2.50k"), text),
                () -> assertTrue(text.contains("events/s 3.00k"), text),
                () -> assertTrue(text.contains("bytes/s 500 kB"), text),
                () -> assertTrue(text.contains("trace 501 kB"), text),
                () -> assertTrue(text.contains("disk 45.0 GB left"), text),
                () -> assertTrue(text.contains("ring 3 %"), text),
                () -> assertTrue(text.contains("lost 0"), text));
    }

    @Test
    void hooksTellRateLossAndCost() {
        scene.hook(new HookTotal(5, "tcp_probe", "tp_btf/tcp_probe", false, 100, 100, 0))
                .tick()
                .hook(new HookTotal(5, "tcp_probe", "tp_btf/tcp_probe", false, 2100, 1100, 17))
                .cost(new HookCost(5, 1000, 250_000))
                .tick();
        scene.choices.show(Choices.View.HOOKS);

        String row = row(scene.drawn(100, 24), "tcp_probe");
        assertEquals(
                List.of("tcp_probe", "2.00k", "1.00k", "17", "250", "tp_btf/tcp_probe"),
                List.of(row.strip().split("\\s+")));
        assertTrue(scene.text(100, 24).contains("lost 17"));
        assertTrue(scene.text(100, 24).contains("includes about 45 ns of measuring"));
    }

    @Test
    void aTallTerminalShowsHooksAndConnections() {
        busy();
        scene.hook(new HookTotal(5, "tcp_probe", "tp_btf/tcp_probe", false, 1, 1, 0)).tick();

        String text = scene.text(100, 50);
        assertTrue(text.contains("ns per call"), text);
        assertTrue(text.contains("10.0.0.2:443"), text);
    }

    @Test
    void detailsTellWhatTheKernelTells() {
        busy();
        scene.choices.select(1);
        scene.choices.show(Choices.View.DETAILS);

        String text = scene.text(120, 36);
        assertAll(
                () -> assertTrue(text.contains("10.0.0.1:40001 → 10.0.0.2:443"), text),
                () -> assertTrue(text.contains("cwnd 33, ssthresh 0 segments"), text),
                () -> assertTrue(text.contains("srtt 1.50ms, min 400us"), text),
                () -> assertTrue(text.contains("in flight 7: out 9 sacked 2 lost 0"), text),
                () -> assertTrue(text.contains("retransmitted 3 segments"), text),
                () -> assertTrue(text.contains("cwnd 33 "), text),
                () -> assertTrue(text.contains("bit/s 8.00M"), text));
    }

    @Test
    void curvesAreDrawnInBraille() {
        busy();
        scene.choices.select(1);
        scene.choices.show(Choices.View.DETAILS);
        for (int i = 0; i < 20; i++) {
            scene.tick().state(1, 1_000_000L * (i + 2), 33 + i, 1500);
        }

        boolean braille = scene.text(120, 36).chars().anyMatch(c -> c > 0x2800 && c <= 0x28FF);
        assertTrue(braille, scene.text(120, 36));
    }

    @Test
    void whatIsNoLongerListedAndWhatIsSampledIsSaid() {
        for (int n = 1; n <= 1003; n++) {
            scene.socket(n, "many").end(n);
        }
        scene.tick();

        assertTrue(scene.text(100, 24).contains("3 older ones no longer listed"));
    }

    @Test
    void aNameCannotSteerTheTerminal() {
        scene.socket(1, "a\u001b[2Jb").tick();

        assertTrue(scene.text(100, 24).contains("101/a?[2Jb"), scene.text(100, 24));
    }

    @Test
    void anEmptyTableSaysWhy() {
        scene.tick();
        assertTrue(scene.text(80, 24).contains("no connection has done anything yet"));

        busy();
        scene.choices.filter("nothing-has-this");
        assertTrue(scene.text(80, 24).contains("no connection has all of: nothing-has-this"));
    }

    /** One connection that moved a megabyte within the last second. */
    private void busy() {
        scene.socket(1, "curl").tick().state(1, 1_000_000, 33, 1500).tick();
    }

    private static String row(List<String> rows, String part) {
        return rows.stream()
                .filter(row -> row.contains(part) && !row.contains("──"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(part + " is in none of " + rows));
    }
}
