package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.chromium.Chromium;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.PointCollector;
import io.tcbee.store.Points;
import io.tcbee.store.SeriesKey;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A formula over series is written, looked at and saved on the page. */
class FormulaTest {
    private static final String NAME = "single_drop_fast.snd";
    private static final String EXPLORE = "#flows=1&view=explore";

    @TempDir private Path folder;

    /** Types into the field and presses Enter. */
    private static void evaluate(Chromium browser, String expression) {
        browser.run(
                "(() => { const f = document.getElementById('formula'); f.value = "
                        + Chromium.quote(expression)
                        + "; f.dispatchEvent(new Event('change')); f.dispatchEvent(new"
                        + " KeyboardEvent('keydown', { key: 'Enter', bubbles: true })); return '';"
                        + " })()");
        browser.settle();
    }

    private static String says(Chromium browser) {
        return browser.run("document.getElementById('formula-says').textContent");
    }

    private static void save(Chromium browser, String name) {
        browser.run(
                "(() => { document.getElementById('formula-name').value = '"
                        + name
                        + "'; document.getElementById('formula-save').click(); return ''; })()");
        browser.settle();
    }

    private static Points points(FlowStore store, String name) {
        PointCollector points = new PointCollector();
        store.points(new SeriesKey(1, Side.CLIENT, name), Long.MIN_VALUE, Long.MAX_VALUE, points);
        return points.points();
    }

    @Test
    void aFormulaIsPreviewedSavedAndStays() throws IOException {
        Path database = Capture.process(NAME, folder);
        try (Browsing page = Browsing.of(database, 1280, 800)) {
            Chromium browser = page.browser();
            page.view(EXPLORE);
            evaluate(browser, "ack + window");
            assertTrue(says(browser).matches("[\\d,]+ points.*"), says(browser));
            assertEquals(
                    "false",
                    browser.run("String(document.getElementById('formula-picture').hidden)"));
            assertEquals("ack + window", browser.run("tcbee.state().formula"));

            evaluate(browser, "ack + no_such_thing");
            assertTrue(says(browser).contains("no_such_thing"), says(browser));
            browser.complaints.clear(); // it tells each request that was refused

            evaluate(browser, "ack + window");
            save(browser, "Right edge");
            assertTrue(says(browser).contains("small letters"), says(browser));
            browser.complaints.clear();
            save(browser, "right_edge");
            assertTrue(says(browser).startsWith("Saved as right_edge"), says(browser));
            browser.run("(document.getElementById('formula-show').click(), '')");
            browser.settle();
            assertEquals("connection", browser.run("tcbee.state().view"));
            assertEquals(
                    "true", browser.run("String(tcbee.state().series.includes('right_edge'))"));

            page.view(EXPLORE + "&formula=ack%20%2B%20window&of=1%20client");
            assertTrue(says(browser).matches("[\\d,]+ points.*"), "from the address");
            evaluate(browser, "ack - window");
            save(browser, "right_edge");
            assertTrue(says(browser).contains("there is one named right_edge"), says(browser));
            browser.complaints.clear();
        }
        try (FlowStore store = FlowStores.open(database.toString(), Mode.READ)) {
            assertEquals(
                    new Series("right_edge", Unit.NONE, "ack + window", Source.INFERRED, "formula"),
                    store.catalogue().stream()
                            .filter(each -> each.name().equals("right_edge"))
                            .findFirst()
                            .orElseThrow());
            Points acks = points(store, "ack");
            Points windows = points(store, "window");
            assertEquals(acks.size() + 1, windows.size(), "the SYN acknowledges nothing");
            Points saved = points(store, "right_edge");
            assertArrayEquals(acks.timesNs(), saved.timesNs());
            assertTrue(saved.size() > 100, "points");
            for (int i = 0; i < saved.size(); i++) {
                assertEquals(acks.values()[i] + windows.values()[i + 1], saved.values()[i]);
            }
        }
    }
}
