package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import io.tcbee.store.SeriesKey;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The page in a real browser, over flows of a million points. */
class PageTest extends BrowserTest {
    @Test
    void everyPanelIsDrawnInTheColoursOfItsFlows() throws IOException {
        view("#flows=1,2&theme=light");
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(browser.screenshot()));
        for (String panel : List.of("cwnd", "rtt", "flight", "rate", "marks")) {
            String[] box =
                    browser.run(
                                    "(() => { const p = tcbee.panels().find(p => p.id === '"
                                            + panel
                                            + "'); const b = p.element.getBoundingClientRect();"
                                            + " return [b.left + p.frame.left, b.top + p.frame.top,"
                                            + " b.left + p.frame.right, b.top +"
                                            + " p.frame.bottom].map(Math.round).join(' '); })()")
                            .split(" ", -1);
            int x0 = Integer.parseInt(box[0]);
            int y0 = Integer.parseInt(box[1]);
            int x1 = Integer.parseInt(box[2]);
            int y1 = Math.min(800, Integer.parseInt(box[3]));
            assertTrue(count(image, 0x0072b2, x0, y0, x1, y1) > 20, panel + " of cubic");
            assertTrue(count(image, 0xd55e00, x0, y0, x1, y1) > 8, panel + " of bbr");
        }
    }

    @Test
    void hoveringTellsTheExactValuesOfTheStore() {
        view("#flows=1,2");
        double[] at = place("cwnd", 7_000_000_000L);
        hover(at);
        awaitExact("1.client.snd_cwnd");
        long ns = Math.round(Double.parseDouble(browser.run("tcbee.cross()")));
        assertEquals(
                number(lastBefore("snd_cwnd", 1, ns)) + " segments", legend("1.client.snd_cwnd"));
        assertEquals(
                number(lastBefore("snd_cwnd", 2, ns)) + " segments", legend("2.client.snd_cwnd"));
        assertEquals(
                number(lastBefore("bytes_in_flight", 1, ns)) + " B",
                legend("1.client.bytes_in_flight"));
        assertEquals(milliseconds(lastBefore("srtt_us", 1, ns)), legend("1.client.srtt_us"));
        assertEquals(milliseconds(nearest("rtt_us", 1, ns)), legend("1.client.rtt_us"));
        assertEquals("infinite", legend("2.client.snd_ssthresh"));
    }

    private static double lastBefore(String name, long connection, long ns) {
        MemoryStore.Line line = line(name, connection);
        return line.values()[MemoryStore.lowerBound(line.times(), ns + 1) - 1];
    }

    private static double nearest(String name, long connection, long ns) {
        MemoryStore.Line line = line(name, connection);
        int after = MemoryStore.lowerBound(line.times(), ns);
        boolean before = ns - line.times()[after - 1] <= line.times()[after] - ns;
        return line.values()[before ? after - 1 : after];
    }

    private static MemoryStore.Line line(String name, long connection) {
        return STORE.lines.get(new SeriesKey(connection, Side.CLIENT, name));
    }

    /** Thousands are set apart by a narrow space. */
    private static String number(double value) {
        return String.format(Locale.ROOT, "%,d", (long) value).replace(',', '\u202f');
    }

    private static String milliseconds(double us) {
        String text = BigDecimal.valueOf((long) us, 3).stripTrailingZeros().toPlainString();
        return text + " ms";
    }

    @Test
    void draggingZoomsAndAsksForTheRangeAtTheResolutionOfThePlot() {
        view("#flows=1,2");
        browser.requests.clear();
        double[] from = place("rtt", 9_000_000_000L);
        double[] to = place("rtt", 9_500_000_000L);
        browser.mouse("mousePressed", from[0], from[1], 0, 0);
        browser.mouse("mouseMoved", to[0], to[1], 0, 0);
        browser.mouse("mouseReleased", to[0], to[1], 0, 0);
        browser.settle();
        String[] range = browser.run("tcbee.view().join(' ')").split(" ", -1);
        assertEquals(9e9, Double.parseDouble(range[0]), 3e7);
        assertEquals(9.5e9, Double.parseDouble(range[1]), 3e7);
        String wanted = "points?from=" + range[0] + "&to=" + range[1] + "&columns=";
        assertTrue(
                browser.requests.stream().anyMatch(address -> address.contains(wanted)),
                browser.requests.toString());
        browser.key("z");
        browser.settle();
        assertEquals("null", browser.run("tcbee.state().range"));
    }

    @Test
    void theWheelZoomsAroundThePointer() {
        view("#flows=1,2");
        double[] at = place("cwnd", 5_000_000_000L);
        browser.mouse("mouseWheel", at[0], at[1], -400, 0);
        browser.settle();
        assertNotEquals("null", browser.run("tcbee.state().range"));
        assertEquals(at[0], place("cwnd", 5_000_000_000L)[0], 1.5);
    }

    @Test
    void aMarkOfALossTellsWhatWasLost() {
        view("#flows=1,2");
        hover(place("flight", 8_280_000_000L));
        String words = browser.run("document.getElementById('tip').textContent");
        assertTrue(words.contains("1\u202f200 of packets: tcx ingress, CPU 1"), words);
    }

    @Test
    void anAddressGivesTheSameViewAgain() {
        view(
                "#flows=3,,1&series=snd_cwnd,bytes_in_flight&side=both&range=6000000000,6500000000"
                        + "&y=flight:0:400000&theme=dark&sort=-duration&filter=10");
        String state = browser.run("JSON.stringify(tcbee.state())");
        String hash = browser.run("location.hash");
        forget();
        view(hash);
        assertEquals(state, browser.run("JSON.stringify(tcbee.state())"));
        assertEquals(
                "6000000000 6500000000", browser.run("tcbee.panels()[0].frame.view.join(' ')"));
        assertEquals("true", browser.run("document.documentElement.classList.contains('dark')"));
    }

    @Test
    void aFlowKeepsItsColourWhenAnotherIsDropped() {
        view("#flows=1,2,5");
        String colour =
                browser.run("tcbee.panels()[0].lines.find(l => l.key.connection === 5).colour");
        browser.run("document.querySelector('[data-flow=\"1\"] input').click()");
        browser.settle();
        assertEquals(
                colour,
                browser.run("tcbee.panels()[0].lines.find(l => l.key.connection === 5).colour"));
        assertEquals(
                ",2,5", browser.run("new URLSearchParams(location.hash.slice(1)).get('flows')"));
    }

    @Test
    void anEmptyPanelSaysWhy() {
        view("#flows=3");
        assertEquals(
                "snd_cwnd of cubic, server: kernel state was recorded on the client’s host only",
                browser.run(
                        "document.querySelector('[data-panel=cwnd] .why').textContent.split('\\n')[0]"));
        view("#flows=");
        assertTrue(
                browser.run("document.querySelector('#panels .blank').textContent")
                        .startsWith("No flow is chosen."));
    }

    @Test
    void theTableFindsAndSorts() {
        view("#filter=reset&sort=-bytes-client");
        assertEquals(
                "35 28 21 14 7",
                browser.run(
                        "[...document.querySelectorAll('[data-flow]')].map(r => r.dataset.flow).join(' ')"));
    }

    @Test
    void thePictureIsAPngOfTheWholeView() throws IOException {
        view("#flows=1,2");
        String answer =
                browser.run(
                        "tcbee.picture().then(async p => p.name + ' ' + btoa(Array.from(new"
                                + " Uint8Array(await p.blob.arrayBuffer()), b =>"
                                + " String.fromCharCode(b)).join('')))");
        String name = answer.substring(0, answer.indexOf(' '));
        assertTrue(
                name.matches("tcbee_lab-sender_2026-11-22-\\d{6}_cubic_bbr_[\\d.]+-[\\d.]+s\\.png"),
                name);
        byte[] png = Base64.getDecoder().decode(answer.substring(answer.indexOf(' ') + 1));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(2 * 1280, image.getWidth(), 64);
        assertTrue(count(image, 0x0072b2, 0, 0, image.getWidth(), image.getHeight()) > 500);
    }
}
