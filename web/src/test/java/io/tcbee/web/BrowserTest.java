package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.chromium.Chromium;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A browser at the page of {@link SyntheticFlows}; after each test nothing was reported as wrong,
 * and nothing was asked of another machine.
 */
abstract class BrowserTest {
    static final MemoryStore STORE = SyntheticFlows.store();
    static WebServer server;
    static Chromium browser;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> binary = Chromium.find();
        Assumptions.assumeTrue(
                binary.isPresent(), "no chromium on PATH: the page is not tested (apt install it)");
        server = WebServer.start(STORE, 0);
        browser = Chromium.start(binary.get(), 1280, 800);
        browser.resize(1280, 800, 1);
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @BeforeEach
    void forget() {
        open("about:blank");
        browser.requests.clear();
        browser.complaints.clear();
    }

    @AfterEach
    void nothingWentWrongAndNothingLeftTheMachine() {
        assertEquals(List.of(), browser.complaints);
        for (String address : browser.requests) {
            assertTrue(
                    address.startsWith(server.uri().toString())
                            || address.startsWith("blob:" + server.uri())
                            || address.equals("about:blank"),
                    address);
        }
    }

    static void open(String address) {
        browser.call("Page.navigate", "{\"url\":\"" + address + "\"}");
    }

    static void view(String hash) {
        browser.go(server.uri() + hash);
    }

    /** Where a moment lies on the page, in the panel of that id. */
    static double[] place(String panel, long ns) {
        String found =
                browser.run(
                        "(() => { const p = tcbee.panels().find(p => p.id === '"
                                + panel
                                + "'); const b = p.element.getBoundingClientRect(); const f ="
                                + " p.frame; return [b.left + f.left + ("
                                + ns
                                + " - f.view[0]) / (f.view[1] - f.view[0]) * (f.right - f.left),"
                                + " b.top + (f.top + f.bottom) / 2].join(' '); })()");
        String[] parts = found.split(" ", -1);
        return new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
    }

    static String legend(String key) {
        return browser.run(
                "document.querySelector('[data-key=\"" + key + "\"] .value').textContent");
    }

    static void awaitExact(String key) {
        String box = "document.querySelector('[data-key=\"" + key + "\"] .value').dataset.exact";
        browser.run(
                "new Promise(done => { const look = () => "
                        + box
                        + " === 'true' ? done(1) : setTimeout(look, 20); look(); })");
    }

    static void hover(double[] at) {
        browser.mouse("mouseMoved", at[0] - 3, at[1], 0, 0);
        browser.mouse("mouseMoved", at[0], at[1], 0, 0);
    }

    /** How many pixels of {@code image} have that colour, roughly. */
    static long count(BufferedImage image, int rgb, int x0, int y0, int x1, int y1) {
        long count = 0;
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                int pixel = image.getRGB(x, y);
                int far = 0;
                for (int shift = 0; shift < 24; shift += 8) {
                    far = Math.max(far, Math.abs((pixel >> shift & 255) - (rgb >> shift & 255)));
                }
                count += far < 24 ? 1 : 0;
            }
        }
        return count;
    }
}
