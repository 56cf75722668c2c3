package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import io.tcbee.store.SeriesKey;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How the reader arranges panels, units, axes and time; and all connections as bars in time. */
class PanelsTest extends BrowserTest {
    private static final int MSS = 1448;

    private static String titles() {
        return browser.run(
                "tcbee.panels().map(p => p.id + ' ' + p.lines.map(l => l.name)).join(' | ')");
    }

    private static void choose(String panel, String action) {
        browser.run(
                "(() => { const s = document.querySelector('[data-panel=\""
                        + panel
                        + "\"] .panel-menu'); s.focus(); const o = [...s.options].find(o =>"
                        + " o.value === '"
                        + action
                        + "'); if (o.disabled) return 'disabled'; s.value = '"
                        + action
                        + "'; s.dispatchEvent(new Event('change')); return ''; })()");
        browser.settle();
    }

    private static double last(String name, long ns) {
        MemoryStore.Line line = STORE.lines.get(new SeriesKey(1, Side.CLIENT, name));
        return line.values()[MemoryStore.lowerBound(line.times(), ns + 1) - 1];
    }

    private static String grouped(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value)).replace(',', '\u202f');
    }

    @Test
    void windowsShareOneAxisInBytesAndInSegments() {
        view("#flows=1&series=snd_cwnd,bytes_in_flight&units=bytes");
        assertEquals("flight snd_cwnd,bytes_in_flight", titles());
        hover(place("flight", 7_000_000_000L));
        awaitExact("1.client.snd_cwnd");
        long ns = Math.round(Double.parseDouble(browser.run("tcbee.cross()")));
        assertEquals(grouped(last("snd_cwnd", ns) * MSS) + " B", legend("1.client.snd_cwnd"));
        browser.key("u");
        browser.settle();
        hover(place("flight", 7_000_000_000L));
        awaitExact("1.client.bytes_in_flight");
        ns = Math.round(Double.parseDouble(browser.run("tcbee.cross()")));
        assertEquals(
                grouped(last("bytes_in_flight", ns) / MSS) + " segments",
                legend("1.client.bytes_in_flight"));
    }

    @Test
    void aWindowWhoseSegmentSizeIsUnknownSaysSo() {
        view("#flows=7&series=snd_cwnd&units=bytes");
        assertEquals(
                "snd_cwnd of reno, client, in bytes: its segment size (mss_cache) was not recorded"
                        .replace(
                                "reno",
                                browser.run(
                                        "tcbee.panels()[0].missing[0].split(' ')[2].slice(0, -1)")),
                browser.run("document.querySelector('[data-panel=flight] .why').textContent"));
    }

    @Test
    void panelsAreMovedMergedSplitAndRemoved() {
        view("#flows=1&series=rtt_us,srtt_us,bytes_in_flight,goodput");
        assertEquals("rtt rtt_us,srtt_us | flight bytes_in_flight | rate goodput", titles());
        choose("rate", "up");
        assertEquals("rtt rtt_us,srtt_us | rate goodput | flight bytes_in_flight", titles());
        choose("rtt", "split");
        assertEquals(
                "own-rtt_us rtt_us | own-srtt_us srtt_us",
                browser.run(
                        "tcbee.panels().filter(p => p.id.startsWith('own')).map(p => p.id + ' ' +"
                                + " p.lines.map(l => l.name)).join(' | ')"));
        choose("own-srtt_us", "merge");
        assertTrue(titles().contains("own-rtt_us rtt_us,srtt_us"), titles());
        choose("rate", "remove");
        assertTrue(!titles().contains("rate"), titles());
        String hash = browser.run("location.hash");
        String before = titles();
        forget();
        view(hash);
        assertEquals(before, titles());
    }

    @Test
    void aLogarithmicAxisHasEqualDistancesForEqualRatios() {
        view("#flows=1&series=snd_cwnd&log=cwnd&y=cwnd:1:1000");
        String panel =
                browser.run(
                        "(() => { const f = tcbee.panels()[0].frame; return f.log + ' ' + f.y.join(' '); })()");
        assertEquals("true 1 1000", panel);
        String y = "tcbee.yOf(tcbee.panels()[0].frame, ";
        assertEquals(
                "0",
                browser.run(
                        "String(Math.round(("
                                + y
                                + "1) - "
                                + y
                                + "10)) - ("
                                + y
                                + "100) - "
                                + y
                                + "1000))))"));
        hover(place("cwnd", 7_000_000_000L));
        browser.key("L");
        browser.settle();
        assertEquals("", browser.run("tcbee.state().log.join()"));
    }

    @Test
    void timeIsToldSinceTheRunTheConnectionAndInRoundTrips() {
        view("#flows=3&series=bytes_in_flight");
        browser.key("o");
        browser.settle();
        assertEquals("connection", browser.run("tcbee.state().clock"));
        String range = browser.run("document.getElementById('range').textContent");
        assertTrue(range.startsWith("-0.0") || range.startsWith("−0.0"), range);
        view("#flows=1&clock=rtt&series=snd_cwnd");
        range = browser.run("document.getElementById('range').textContent");
        assertTrue(range.contains(" RTT "), range);
    }

    @Test
    void theKeyGoesToThePacketAtTheCrosshairAndSpacePinsIt() {
        view("#flows=41&series=time_sequence");
        hover(place("tsg", SyntheticConversation.AGAIN));
        browser.key("g");
        browser.settle();
        String all = browser.run("document.getElementById('details').textContent");
        assertTrue(all.contains("Packet of #41"), all);
        browser.key(" ");
        assertTrue(
                Double.parseDouble(browser.run("String(tcbee.pinned())")) > 0, "nothing is pinned");
    }

    @Test
    void everyConnectionIsABarInTimeAndAClickShowsIt() {
        view("#view=timeline&filter=reset");
        assertEquals(
                "true",
                browser.run("String(document.querySelector('#timeline canvas').width > 600)"));
        String at =
                browser.run(
                        "(() => { const b = document.querySelector('#timeline"
                                + " .scroller').getBoundingClientRect(); return [b.left + 400, b.top"
                                + " + 22].join(' '); })()");
        String[] parts = at.split(" ", -1);
        double[] second = {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
        hover(second);
        assertTrue(
                browser.run("document.getElementById('tip').textContent").startsWith("#14 "),
                browser.run("document.getElementById('tip').textContent"));
        browser.mouse("mousePressed", second[0], second[1], 0, 0);
        browser.mouse("mouseReleased", second[0], second[1], 0, 0);
        browser.settle();
        assertEquals(
                "connection 14", browser.run("tcbee.state().view + ' ' + tcbee.state().flows"));
    }

    @Test
    void valuesThatMayBeWrongLieUnderABand() {
        view("#flows=2&series=snd_cwnd&range=4000000000,10000000000");
        String said =
                "bbr: values may be wrong, events were lost in recording; packets were missed";
        assertTrue(bands().contains(said), bands());
        assertTrue(browser.run("tcbee.svg()").contains(said), "in the picture too");
        double inside = ink(5_200_000_000L, 5_800_000_000L);
        double outside = ink(6_200_000_000L, 6_800_000_000L);
        assertTrue(inside > outside + 100, inside + " strokes against " + outside);
        hover(place("cwnd", 5_500_000_000L));
        assertEquals(
                "Values may be wrong here\nbbr: events were lost in recording",
                browser.run("document.getElementById('tip').textContent"));
        hover(place("cwnd", 6_500_000_000L));
        assertEquals("true", browser.run("document.getElementById('tip').hidden"));
        view("#flows=2&series=snd_cwnd&range=10000000000,12000000000");
        assertEquals("", bands());
    }

    private static String bands() {
        return browser.run(
                "(() => { const b = document.getElementById('bands'); return b.hidden ? '' :"
                        + " b.textContent; })()");
    }

    /** Pixels of the panel's lower half between two times that are not of the ground. */
    private static double ink(long fromNs, long toNs) {
        return Double.parseDouble(
                browser.run(
                        """
                        (() => {
                          const { frame: f, canvas } = tcbee.panels()[0], r = devicePixelRatio;
                          const x = (ns) => Math.round(r * (f.left + (ns - f.view[0]) / (f.view[1] - f.view[0]) * (f.right - f.left)));
                          const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
                          const pen = copy.getContext('2d', { willReadFrequently: true });
                          pen.drawImage(canvas, 0, 0);
                          const [a, b] = [x(%d), x(%d)];
                          const { data } = pen.getImageData(a, f.bottom * r - 40, b - a, 30);
                          let n = 0;
                          for (let i = 3; i < data.length; i += 4) if (data[i] > 8) n++;
                          return n;
                        })()
                        """
                                .formatted(fromNs, toNs)));
    }
}
