package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.tcbee.chromium.Chromium;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.Points;
import io.tcbee.store.SeriesKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A page of somebody else, in the reader's own browser, while the server runs: another port of this
 * machine, another site, and another site whose name was made to resolve to this machine.
 */
class HostilePageTest {
    private static final String EVIL = "evil.example";

    private final AtomicInteger reads = new AtomicInteger();
    private final MemoryStore store = store();
    private HttpServer hostile;
    private WebServer server;
    private Chromium browser;

    /** Counts who reads it. */
    private MemoryStore store() {
        MemoryStore counted =
                new MemoryStore() {
                    @Override
                    public List<ConnectionRow> connections() {
                        reads.incrementAndGet();
                        return super.connections();
                    }

                    @Override
                    public Points read(SeriesKey key, long fromNs, long toNs, int columns) {
                        reads.incrementAndGet();
                        return super.read(key, fromNs, toNs, columns);
                    }
                };
        MemoryStore full = BrowserTest.STORE;
        counted.runs.addAll(full.runs);
        counted.catalogue.putAll(full.catalogue);
        counted.connections.addAll(full.connections);
        counted.lines.putAll(full.lines);
        return counted;
    }

    @BeforeEach
    void start() throws IOException {
        Optional<Path> binary = Chromium.find();
        Assumptions.assumeTrue(binary.isPresent(), "no chromium on PATH (apt install it)");
        server = WebServer.start(store, 0);
        hostile = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hostile.createContext(
                "/",
                exchange -> {
                    byte[] page =
                            "<!doctype html><title>a prize</title><body>"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/html");
                    exchange.sendResponseHeaders(200, page.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(page);
                    }
                });
        hostile.start();
        browser =
                Chromium.start(
                        binary.get(), 800, 600, "--host-resolver-rules=MAP " + EVIL + " 127.0.0.1");
    }

    @AfterEach
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
            hostile.stop(0);
            server.close();
        }
    }

    private void visit(String address) {
        browser.call("Page.navigate", "{\"url\":" + Chromium.quote(address) + "}");
        browser.run(
                "new Promise(done => { const look = () => document.readyState === 'complete' &&"
                        + " location.href !== 'about:blank' ? done('') : setTimeout(look, 20);"
                        + " look(); })");
        browser.answers.clear();
        browser.requests.clear();
    }

    /** Each attempt ends in a word: what the page saw. */
    private String attempt(String script) {
        return browser.run(
                "(async target => { const wait = (kind, more) => new Promise(done => { const e ="
                        + " Object.assign(document.createElement(kind), more); e.onload = () =>"
                        + " done('loaded'); e.onerror = () => done('failed');"
                        + " document.body.append(e); setTimeout(() => done('nothing'), 3000); });"
                        + " "
                        + script
                        + " })('"
                        + server.uri()
                        + "')");
    }

    private String fetched(String path, String options) {
        return attempt(
                "return fetch(target + '"
                        + path
                        + "', "
                        + options
                        + ").then(async a => a.type + ' ' + a.status + ' ' + (await"
                        + " a.text()).length, () => 'failed');");
    }

    private static final String POINTS =
            "points?connection=1&side=client&series=snd_cwnd&from=0&to=20000000000&columns=10";

    /** What any page on the web may try, and what a page on another port of this machine may. */
    @ParameterizedTest
    @ValueSource(strings = {EVIL, "127.0.0.1", "localhost"})
    void anotherPageGetsNothing(String host) {
        visit("http://" + host + ":" + hostile.getAddress().getPort() + "/");
        for (String path : List.of("connections", "runs", POINTS)) {
            assertEquals("failed", fetched(path, "{}"), path);
            assertEquals("failed", fetched(path, "{mode: 'no-cors'}"), path);
            assertEquals("failed", fetched(path, "{credentials: 'include'}"), path);
            assertEquals(
                    "failed", attempt("return wait('script', {src: target + '" + path + "'});"));
            assertEquals("failed", attempt("return wait('img', {src: target + '" + path + "'});"));
        }
        assertEquals("failed", attempt("return wait('script', {src: target + 'app.js'});"));
        assertEquals("failed", attempt("return wait('img', {src: target + 'icon.svg'});"));
        assertEquals(
                "failed",
                attempt("return wait('link', {rel: 'stylesheet', href: target + 'app.css'});"));
        assertEquals(
                "blocked",
                attempt(
                        "const f = document.createElement('iframe'); f.src = target;"
                                + " document.body.append(f); return new Promise(done => f.onload ="
                                + " () => { try { done(f.contentDocument ?"
                                + " f.contentDocument.body.textContent || 'empty' : 'blocked'); }"
                                + " catch (e) { done('blocked'); } });"));
        assertEquals(
                "failed",
                attempt(
                        "return new Promise(done => { const e = new EventSource(target + 'runs');"
                                + " e.onmessage = () => done('message'); e.onerror = () => {"
                                + " e.close(); done('failed'); }; });"));
        refusedAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {EVIL, "127.0.0.1"})
    void anotherPageChangesNothing(String host) {
        visit("http://" + host + ":" + hostile.getAddress().getPort() + "/");
        String note = "annotations?connection=1&from=0&to=1";
        for (String method : List.of("POST", "PUT", "DELETE")) {
            String with = "{method: '" + method + "', body: 'SELECT 1'}";
            assertEquals("failed", fetched(note, with), method);
            assertEquals("failed", fetched("sql", with), method);
        }
        assertEquals("failed", fetched(note, "{method: 'POST', mode: 'no-cors', body: 'x'}"));
        assertEquals("true", attempt("return navigator.sendBeacon(target + '" + note + "', 'x');"));
        for (String path : List.of(note, "sql")) {
            attempt(
                    "const frame = document.createElement('iframe'); frame.name = 'f';"
                            + " document.body.append(frame); const form ="
                            + " document.createElement('form'); Object.assign(form, {method:"
                            + " 'POST', enctype: 'text/plain', action: target + '"
                            + path
                            + "', target: 'f'}); form.append(Object.assign(document.createElement("
                            + "'input'), {name: 'SELECT 1', value: '1'}));"
                            + " document.body.append(form); const came = new Promise(done =>"
                            + " frame.onload = () => done('')); form.submit(); await came;"
                            + " frame.remove(); form.remove(); return '';");
        }
        refusedAll();
        assertEquals(0, store.notes.size());
    }

    /** Every question reached the server and was answered by 403; nobody read the store. */
    private void refusedAll() {
        List<Chromium.Answer> ours =
                browser.answers.stream()
                        .filter(each -> each.url().startsWith(server.uri().toString()))
                        .toList();
        assertTrue(ours.size() >= 10, ours::toString);
        for (Chromium.Answer each : ours) {
            assertEquals(403, each.status(), each::toString);
        }
        assertEquals(0, reads.get(), "reads of the store");
    }

    /**
     * The name of the hostile page becomes that of this machine: its page is of the same origin.
     */
    @Test
    void aNameThatWasMadeToResolveHereGetsNothing() {
        String rebound = "http://" + EVIL + ":" + server.uri().getPort() + "/";
        visit(rebound);
        assertFalse(
                browser.run("document.documentElement.textContent").contains("TCBee"),
                "the page itself");
        for (String path : List.of("", "connections", POINTS, "app.js")) {
            String seen =
                    browser.run(
                            "fetch('/"
                                    + path
                                    + "').then(async a => a.status + ' ' + await a.text())");
            assertEquals(
                    "403 open this page: the host "
                            + EVIL
                            + ":"
                            + server.uri().getPort()
                            + " is not this machine\n",
                    seen);
        }
        assertEquals(
                "403",
                browser.run(
                        "fetch('/annotations?connection=1&from=0&to=1', {method: 'POST', body:"
                                + " 'x'}).then(a => String(a.status))"));
        assertEquals(0, reads.get(), "reads of the store");
        assertEquals(0, store.notes.size());
    }

    /** Who follows a link, from wherever, sees the page. */
    @Test
    void aLinkLeadsHere() {
        visit("http://" + EVIL + ":" + hostile.getAddress().getPort() + "/");
        browser.run("(() => { location.href = '" + server.uri() + "#flows=1'; return ''; })()");
        browser.settle();
        assertEquals("1", browser.run("tcbee.state().flows.join()"));
    }
}
