package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.chromium.Chromium;
import io.tcbee.it.Tcbee.Result;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody new, by mouse alone: which connection lost most, why, what did it cost, was BBR better,
 * and a picture to send.
 */
class JourneyTest {
    private static final Pattern WINDOWS =
            Pattern.compile(
                    "Congestion window: ([\\d\u202f]+) segments before the loss was noticed, at"
                            + " ([\\d.\u202f]+) s; ([\\d\u202f]+) after its repair");

    @TempDir private Path folder;
    private Chromium browser;

    @Test
    void fromTheDemoToThePictureOfItsLosses() throws Exception {
        Needs.lab();
        Optional<Path> binary = Chromium.find();
        Assumptions.assumeTrue(binary.isPresent(), "no chromium on PATH (apt install chromium)");
        Result demo = Tcbee.run(Tcbee.command("demo", "--no-view").directory(folder.toFile()));
        assertEquals(0, demo.exit(), () -> demo.out() + demo.err());
        String database = folder.resolve("demo.duckdb").toString();
        List<Map<String, String>> flows = Tcbee.run("flows", database).table();

        // The page holds its database open.
        Path copy = Files.copy(Path.of(database), folder.resolve("copy.duckdb"));

        Process view = Tcbee.command("view", database, "--port", "0").start();
        try (BufferedReader out = view.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            assertNotNull(line, "the address of the page");
            browser = Chromium.start(binary.get(), 1440, 900);
            try (Chromium _ = browser) {
                browser.resize(1440, 900, 1);
                browser.go(line.split(" ", 2)[0]);
                String losing = choosesTheOneThatLostMost(flows);
                String told = clicksARetransmission();
                theWindowsAreThoseOfTheKernel(copy, losing, told);
                comparesWithTheOther(losing);
                savesThePicture();
                assertEquals(List.of(), List.copyOf(browser.complaints));
            }
        } finally {
            view.toHandle().destroy();
        }
    }

    /** Sorts by a click on the title; the first row is what {@code tcbee flows} says. */
    private String choosesTheOneThatLostMost(List<Map<String, String>> flows) {
        click("[...document.querySelectorAll('th')].find(t => t.textContent === 'Retrans')");
        String first = "document.querySelector('#flow-table tbody tr[data-flow]')";
        String chosen = browser.run(first + ".dataset.flow");
        String most =
                flows.stream()
                        .max(
                                Comparator.comparingDouble(
                                        flow -> Double.parseDouble(flow.get("retransmissions"))))
                        .orElseThrow()
                        .get("connection");
        assertEquals(most, chosen);
        click(first + ".querySelector('td.text')");
        assertEquals(chosen, browser.run("tcbee.state().flows.join('')"));
        return chosen;
    }

    /** Drags a box of time around the first stroke of the strip until its packets lie apart. */
    private String clicksARetransmission() {
        String lost =
                "tcbee.drawn().hits.filter(h => h.packets.cause[h.index] !== null && h.x >"
                        + " tcbee.panels()[0].frame.left && h.x < tcbee.panels()[0].frame.right)";
        for (int zoom = 0; zoom < 3; zoom++) {
            double[] plot =
                    numbers(
                            "(() => { const p = tcbee.panels().find(p => p.id === 'tsg'), s ="
                                    + " tcbee.panels().find(p => p.id === 'marks').lines[0].t, f ="
                                    + " p.frame, b = p.canvas.getBoundingClientRect(); const at ="
                                    + " s.find(t => t > f.view[0] && t < f.view[1]); return [b.left +"
                                    + " f.left + (at - f.view[0]) / (f.view[1] - f.view[0]) * (f.right -"
                                    + " f.left), b.top + f.bottom - 20, b.left + f.left, b.left +"
                                    + " f.right].join(' '); })()");
            double wide = zoom == 0 ? 40 : 90;
            drag(
                    Math.max(plot[2] + 1, plot[0] - wide),
                    Math.min(plot[3] - 1, plot[0] + wide),
                    plot[1]);
        }
        assertTrue(Integer.parseInt(browser.run(lost + ".length")) > 0, "glyphs of lost segments");
        double[] at =
                numbers(
                        "(() => { const b = tcbee.panels().find(p => p.id ==="
                                + " 'tsg').canvas.getBoundingClientRect(), h = "
                                + lost
                                + "[0]; return [b.left + h.x, b.top + h.y].join(' '); })()");
        press(at[0], at[1]);
        String told = browser.run("document.getElementById('details').innerText");
        assertTrue(told.contains("Sent again: fast retransmission"), told);
        return told;
    }

    private static void theWindowsAreThoseOfTheKernel(Path database, String flow, String told)
            throws SQLException {
        Matcher windows = WINDOWS.matcher(told);
        assertTrue(windows.find(), told);
        long before = number(windows.group(1));
        long after = number(windows.group(3));
        String sql =
                ("WITH state AS (SELECT time_ns, snd_cwnd, icsk_ca_state AS ca FROM tcp_state"
                                + " WHERE connection = %s AND side = 0 AND snd_cwnd IS NOT NULL),"
                                + " first AS (SELECT min(time_ns) AS began FROM state WHERE ca >= 2)"
                                + " SELECT (SELECT arg_max(snd_cwnd, time_ns) FROM state, first WHERE"
                                + " time_ns < began), (SELECT arg_min(snd_cwnd, time_ns) FROM state,"
                                + " first WHERE time_ns > began AND ca < 2)")
                        .formatted(flow);
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:" + database);
                Statement statement = duckdb.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertTrue(row.next());
            assertEquals(row.getLong(1) + " to " + row.getLong(2), before + " to " + after);
        }
    }

    private void comparesWithTheOther(String losing) {
        click("document.querySelector('#details .close')");
        String other = losing.equals("1") ? "2" : "1";
        click("document.querySelector('tr[data-flow=\"" + other + "\"] input')");
        click("document.querySelector('[data-view=compare]')");
        assertEquals("compare", browser.run("tcbee.state().view"));
        String table = browser.run("document.getElementById('compare').innerText");
        assertTrue(table.contains("cubic") && table.contains("bbr"), table);
        assertTrue(table.contains("retransmissions"), table);
        assertEquals("", browser.run("document.getElementById('compare-says').textContent"));
    }

    private void savesThePicture() throws IOException, InterruptedException {
        Path downloads = Files.createDirectory(folder.resolve("downloads"));
        browser.call(
                "Browser.setDownloadBehavior",
                "{\"behavior\":\"allow\",\"downloadPath\":"
                        + Chromium.quote(downloads.toString())
                        + "}");
        browser.run(
                "(() => { const s = document.getElementById('save'); s.value = 'png';"
                        + " s.dispatchEvent(new Event('change')); return ''; })()");
        for (int i = 0; i < 400; i++) {
            try (Stream<Path> files = Files.list(downloads)) {
                Optional<Path> png =
                        files.filter(file -> file.toString().endsWith(".png")).findFirst();
                if (png.isPresent()) {
                    BufferedImage image = ImageIO.read(png.get().toFile());
                    String name = png.get().getFileName().toString();
                    assertTrue(name.contains("cubic") && name.contains("bbr"), name);
                    assertTrue(image.getWidth() > 1400, image.getWidth() + " pixels");
                    return;
                }
            }
            Thread.sleep(25);
        }
        throw new AssertionError("no picture was saved");
    }

    private static long number(String grouped) {
        return Long.parseLong(grouped.replace("\u202f", ""));
    }

    private double[] numbers(String script) {
        return Stream.of(browser.run(script).split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Clicks into the middle of an element, which has to be in sight and on top. */
    private void click(String element) {
        double[] at =
                numbers(
                        "(() => { const e = "
                                + element
                                + ", b = e.getBoundingClientRect(), x = b.left + b.width / 2, y ="
                                + " b.top + b.height / 2; if (!e.contains(document.elementFromPoint("
                                + "x, y))) throw new Error('hidden'); return x + ' ' + y; })()");
        press(at[0], at[1]);
    }

    private void press(double x, double y) {
        browser.mouse("mouseMoved", x, y, 0, 0);
        browser.mouse("mousePressed", x, y, 0, 0);
        browser.mouse("mouseReleased", x, y, 0, 0);
        browser.settle();
    }

    private void drag(double from, double to, double y) {
        browser.mouse("mouseMoved", from, y, 0, 0);
        browser.mouse("mousePressed", from, y, 0, 0);
        browser.mouse("mouseMoved", (from + to) / 2, y, 0, 0);
        browser.mouse("mouseMoved", to, y, 0, 0);
        browser.mouse("mouseReleased", to, y, 0, 0);
        browser.settle();
    }
}
