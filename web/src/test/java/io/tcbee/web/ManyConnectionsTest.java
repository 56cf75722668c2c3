package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionRow;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A table and a timeline of a hundred thousand connections have in the document what is in sight.
 */
class ManyConnectionsTest extends BrowserTest {
    private static final int MANY = 100_000;
    private static final int ROW = 24;

    private static MemoryStore many() {
        MemoryStore store = new MemoryStore();
        store.runs.addAll(STORE.runs);
        store.catalogue.putAll(STORE.catalogue);
        ConnectionRow one = STORE.connections.get(STORE.connections.size() - 1);
        for (int id = 1; id <= MANY; id++) {
            long start = id * 100_000L;
            store.connections.add(
                    new ConnectionRow(
                            id,
                            1,
                            one.client(),
                            one.server(),
                            Side.CLIENT,
                            0,
                            id,
                            id,
                            "curl",
                            id % 2 == 0 ? "bbr" : "cubic",
                            start,
                            start + 50_000_000L,
                            false,
                            true,
                            "fin",
                            List.of(new Attribute(Side.CLIENT, "bytes", id))));
        }
        return store;
    }

    private static void await(String condition) {
        browser.run(
                "new Promise(done => { const look = () => "
                        + condition
                        + " ? done('') : setTimeout(look, 20); look(); })");
    }

    @Test
    void aHundredThousandConnectionsScrollFilterAndSort() {
        try (WebServer other = WebServer.start(many(), 0)) {
            browser.go(other.uri() + "#flows=1");
            String rows = "document.querySelectorAll('#flow-table tbody tr[data-flow]')";
            double there = Double.parseDouble(browser.run(rows + ".length"));
            assertTrue(there < 100, there + " rows in the document");
            browser.run("document.getElementById('flow-table').scrollTop = " + MANY * ROW);
            String last = "[..." + rows + "].map(r => r.dataset.flow).at(-1)";
            await(last + " === '" + MANY + "'");
            browser.go(other.uri() + "#flows=1&filter=cc:bbr&sort=-bytes-client&view=timeline");
            await(
                    "document.getElementById('flow-count').textContent === '50000 of 100000 flows, 1 chosen'");
            await(last + " === '2'");
            for (String address : browser.requests) {
                assertTrue(
                        address.startsWith(other.uri().toString()) || address.equals("about:blank"),
                        address);
            }
        }
        browser.requests.clear();
    }
}
