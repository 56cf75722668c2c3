package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.chromium.Chromium;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.web.WebOptions;
import io.tcbee.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A database, its page as {@code tcbee view} serves it, and a browser that looks at it. */
final class Browsing implements AutoCloseable {
    private final FlowStore store;
    private final WebServer server;
    private final Chromium browser;

    private Browsing(FlowStore store, WebServer server, Chromium browser) {
        this.store = store;
        this.server = server;
        this.browser = browser;
    }

    /** The test is skipped where there is no browser. */
    static Browsing of(Path database, int width, int height) throws IOException {
        Optional<Path> binary = Chromium.find();
        Assumptions.assumeTrue(binary.isPresent(), "no chromium on PATH (apt install chromium)");
        FlowStore store = FlowStores.open(database.toString(), Mode.EDIT);
        WebServer server =
                WebServer.start(
                        store,
                        WebOptions.onLoopback(0)
                                .with(new StoreRemarks(store))
                                .with(new StoreFiles(store)));
        Chromium browser = Chromium.start(binary.get(), width, height);
        browser.resize(width, height, 1);
        return new Browsing(store, server, browser);
    }

    Chromium browser() {
        return browser;
    }

    FlowStore store() {
        return store;
    }

    URI uri() {
        return server.uri();
    }

    /** Shows the page in that state. */
    void view(String hash) {
        browser.call("Page.navigate", "{\"url\":\"about:blank\"}");
        browser.go(server.uri() + hash);
    }

    /** Left, top, right and bottom of a panel's plot, in pixels of the page. */
    double[] plot(String panel) {
        String[] box =
                browser.run(
                                "(() => { const p = tcbee.panels().find(p => p.id === '"
                                        + panel
                                        + "'), f = p.frame, b = p.canvas.getBoundingClientRect();"
                                        + " return [b.left + f.left, b.top + f.top, b.left +"
                                        + " f.right, b.top + f.bottom].join(' '); })()")
                        .split(" ", -1);
        double[] plot = new double[4];
        for (int i = 0; i < plot.length; i++) {
            plot[i] = Double.parseDouble(box[i]);
        }
        return plot;
    }

    /** Nothing was reported as wrong. */
    @Override
    public void close() throws IOException {
        List<String> complaints = List.copyOf(browser.complaints);
        browser.close();
        server.close();
        store.close();
        assertEquals(List.of(), complaints);
    }
}
