package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What the page shows of packets, and beside and instead of the panels. */
class ViewsTest extends BrowserTest {
    private static final String TALK = "#flows=41&series=time_sequence,limit&theme=light";

    private static String kinds() {
        return browser.run("[...tcbee.drawn().kinds].sort().join(', ')");
    }

    /** Where a packet lies in the graph: x, y. */
    private static double[] glyph(long ns, long seq) {
        String found =
                browser.run(
                        "(() => { const p = tcbee.panels().find(p => p.id === 'tsg'); const b ="
                                + " p.element.getBoundingClientRect(); const f = p.frame; return"
                                + " [b.left + f.left + ("
                                + ns
                                + " - f.view[0]) / (f.view[1] - f.view[0]) * (f.right - f.left),"
                                + " b.top + f.bottom - ("
                                + seq
                                + " - f.y[0]) / (f.y[1] - f.y[0]) * (f.bottom - f.top)].join(' ');"
                                + " })()");
        String[] parts = found.split(" ", -1);
        return new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
    }

    private static void await(String condition) {
        browser.run(
                "new Promise(done => { const look = () => ("
                        + condition
                        + ") ? done(1) : setTimeout(look, 20); look(); })");
    }

    @Test
    void aNoteIsKeptUntilItIsDeleted() {
        String note = "document.querySelector('#dock article p')?.textContent === 'why?'";
        view(TALK + "&dock=notes");
        browser.run(
                "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', bubbles: true}))");
        await("document.querySelector('#note input')");
        browser.run("document.querySelector('#note input').value = 'why?'");
        browser.run("document.querySelector('#note form').requestSubmit()");
        await(note);
        assertEquals(1, STORE.notes.size());
        assertEquals(41, STORE.notes.getFirst().connection());

        open("about:blank");
        view(TALK + "&dock=notes");
        await(note);
        browser.run("[...document.querySelectorAll('#dock article button')].at(-1).click()");
        await("!document.querySelector('#dock article')");
        assertEquals(0, STORE.notes.size());
    }

    @Test
    void everyPacketOfTheTimeSequenceGraphIsThere() {
        view(TALK);
        String places = browser.run("tcbee.drawn().hits.length");
        assertEquals(
                STORE.rows.get("packets").size(), Math.round(Double.parseDouble(places)), places);
        String kinds = kinds();
        for (String kind :
                new String[] {
                    "ACK",
                    "SACK",
                    "duplicate ACK",
                    "fast",
                    "loss_probe",
                    "segment",
                    "spurious",
                    "third duplicate ACK",
                    "window",
                    "zero window"
                }) {
            assertTrue((", " + kinds + ",").contains(", " + kind + ","), kind + " of " + kinds);
        }
    }

    @Test
    void aFastRetransmissionIsRedAtItsBytes() throws IOException {
        view(TALK + "&range=10040000000,10044000000");
        long middle = SyntheticConversation.seq(3) + SyntheticConversation.MSS / 2;
        double[] at = glyph(SyntheticConversation.AGAIN, middle);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(browser.screenshot()));
        int x = (int) Math.round(at[0]);
        int y = (int) Math.round(at[1]);
        assertTrue(
                count(image, 0xcf222e, x - 2, y - 4, x + 3, y + 4) >= 12, "red at " + x + "," + y);
        assertTrue(count(image, 0x8250df, 0, 0, 1280, 800) > 10, "SACK blocks");
    }

    @Test
    void pointingAtAPacketTellsItAndAClickTellsAll() {
        view(TALK + "&range=10040000000,10044000000");
        double[] at = glyph(SyntheticConversation.AGAIN, SyntheticConversation.seq(4));
        hover(at);
        String tip = browser.run("document.getElementById('tip').textContent");
        assertTrue(tip.startsWith("4\u202f345 – 5\u202f793"), tip);
        assertTrue(tip.contains("sent again: fast retransmission"), tip);
        browser.mouse("mousePressed", at[0], at[1], 0, 0);
        browser.mouse("mouseReleased", at[0], at[1], 0, 0);
        browser.settle();
        String all = browser.run("document.getElementById('details').textContent");
        assertTrue(all.contains("Packet of #41, client at 10.041\u202f700\u202f000 s"), all);
        assertTrue(all.contains("Sent again: fast retransmission"), all);
    }

    @Test
    void theLimitThatHoldsIsNamedAtTheCrosshair() {
        view(TALK);
        hover(place("limit", 10_150_000_000L));
        awaitExact("41.client.limit");
        assertEquals("zero window", legend("41.client.limit"));
    }

    @Test
    void thePacketsAtTheCursorAreListed() {
        view(TALK + "&dock=packets");
        assertEquals(
                String.valueOf(STORE.rows.get("packets").size()),
                browser.run("String(document.querySelectorAll('#dock tbody tr').length)"));
        assertEquals(
                "2",
                browser.run("String([...document.querySelectorAll('#dock tbody .warn')].length)"));
    }

    @Test
    void statisticsAreOfTheMarkedRange() {
        view("#flows=41&series=retransmission&dock=range&brush=10041000000,10300000000");
        String row = browser.run("document.querySelector('#dock tbody tr').innerText");
        assertTrue(row.contains("retransmission") && row.contains("1\u202f448 B"), row);
        assertEquals(
                "1", browser.run("document.querySelector('#dock tbody tr td.number').textContent"));
    }

    @Test
    void theFilterKnowsFields() {
        view("#filter=port:9000%20limit:zero");
        assertEquals(
                "41",
                browser.run(
                        "[...document.querySelectorAll('[data-flow]')].map(r => r.dataset.flow).join(' ')"));
        view("#filter=cc:reno%20-port:8080");
        assertEquals(
                "41",
                browser.run(
                        "[...document.querySelectorAll('[data-flow]')].map(r => r.dataset.flow).join(' ')"));
    }

    @Test
    void connectionsAreLaidOverEachOtherByAnEvent() {
        view("#flows=1,2&view=compare&metric=snd_cwnd&align=loss&theme=light");
        String says = browser.run("document.getElementById('compare').innerText");
        assertTrue(says.contains("goodput_average"), says);
        assertTrue(says.contains("(−50 %)"), says);
        assertEquals("", browser.run("document.getElementById('compare-says').textContent"));
    }

    @Test
    void whatCannotBeComparedIsSaid() {
        view("#flows=1,41&view=compare&metric=snd_cwnd");
        assertEquals(
                "reno has no snd_cwnd",
                browser.run("document.getElementById('compare-says').textContent"));
    }

    @Test
    void aDistributionEndsAtAllOfIt() {
        view("#flows=1,2&view=compare&metric=rtt_us&mode=distribution");
        assertEquals("", browser.run("document.getElementById('compare-says').textContent"));
    }

    @Test
    void aDifferenceToTheFirstAHistogramAndABoxAreDrawn() throws IOException {
        for (String mode : new String[] {"difference", "histogram", "box"}) {
            view("#flows=1,2&view=compare&metric=snd_cwnd&theme=light&mode=" + mode);
            assertEquals("", browser.run("document.getElementById('compare-says').textContent"));
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(browser.screenshot()));
            assertTrue(count(image, 0xd55e00, 64, 250, 1240, 560) > 100, mode + " of bbr");
            assertEquals(
                    !mode.equals("difference"),
                    count(image, 0x0072b2, 64, 250, 1240, 560) > 100,
                    mode + " of cubic, the first");
        }
    }

    @Test
    void whatIsTypedIntoTheStatementIsNoKeyOfThePage() {
        view("#view=explore");
        browser.run("document.getElementById('statement').focus()");
        for (String letter : "s1f".split("", 0)) {
            browser.key(letter);
        }
        browser.settle();
        assertEquals("explore", browser.run("tcbee.state().view"));
        assertEquals("true", browser.run("String(document.getElementById('chooser').hidden)"));
        assertEquals("false", browser.run("String(document.getElementById('flows').hidden)"));
    }

    @Test
    void thePictureIsSvgToo() {
        view(TALK);
        String svg = browser.run("tcbee.svg()");
        assertTrue(svg.startsWith("<svg xmlns="), svg.substring(0, 80));
        assertTrue(svg.contains("Time–sequence"), "title");
        assertEquals(
                "svg",
                browser.run(
                        "new DOMParser().parseFromString(tcbee.svg(), 'image/svg+xml').documentElement.nodeName"));
    }

    @Test
    void thePointsInViewAreCsv() {
        view("#flows=41&series=retransmission");
        assertEquals(
                "connection,side,series,time_ns,value,unit|"
                        + "41,client,retransmission,10041700000,1448,bytes|"
                        + "41,client,retransmission,10302000000,1448,bytes|",
                browser.run("tcbee.csv().replaceAll('\\r\\n', '|')"));
    }

    @Test
    void keysChangeTheView() {
        view(TALK);
        browser.key("2");
        browser.settle();
        assertEquals("compare", browser.run("tcbee.state().view"));
        browser.key("1");
        browser.key("e");
        browser.settle();
        assertEquals("findings", browser.run("tcbee.state().dock"));
        assertEquals(
                "Nothing remarkable was found about what is chosen.",
                browser.run("document.querySelector('#dock .blank').textContent"));
    }
}
