package io.tcbee.bench;

import io.tcbee.chromium.Chromium;
import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** How soon does the page show a connection of 5 million points, and how smoothly does it move? */
public final class PageBenchmark {
    private static final double MILLION = 1e6;
    private static final double PACKETS = 0.6;

    /** Of all turns, of the first connection; two of five events of a turn are states. */
    private static final double SHARE = 0.75;

    private static final int CONNECTIONS = 1000;
    private static final int ZOOMS = 40;
    private static final int HEAP_MIB = 200;
    private static final List<String> FILES = List.of("", "app.js", "app.css", "icon.svg");
    private static final List<String> CHANGES =
            List.of("snd_cwnd", "srtt_us", "bytes_in_flight,snd_wnd", "rtt_us", "ack", "goodput");

    private final Setting setting;
    private final Path database;
    private final Path browser;
    private final Samples first = new Samples();
    private final Samples settled = new Samples();
    private final Samples newSeries = new Samples();
    private final Samples known = new Samples();
    private final Samples zoom = new Samples();
    private final Samples pan = new Samples();
    private final Samples panWork = new Samples();
    private final Samples cross = new Samples();
    private final Samples crossWork = new Samples();
    private final Samples heap = new Samples();
    private final Samples live = new Samples();
    private final Samples size = new Samples();

    private PageBenchmark(Setting setting, Path database, Path browser) {
        this.setting = setting;
        this.database = database;
        this.browser = browser;
    }

    /**
     * Runs it.
     *
     * @param browser the Chromium
     * @param packets of the database that is made for it
     * @param kept a database that stays; made if it is not there; null makes one for this run
     * @return its lines of the table
     */
    public static List<Row> run(Setting setting, Path browser, long packets, Path kept) {
        Path database = kept == null ? setting.directory().resolve("page.duckdb") : kept;
        try {
            if (Files.notExists(database)) {
                make(setting, database, packets);
            }
            PageBenchmark benchmark = new PageBenchmark(setting, database, browser);
            for (int round = 0; round < setting.repeats(); round++) {
                benchmark.round(round);
            }
            return benchmark.rows();
        } catch (IOException e) {
            throw new TcbeeException("measure " + database + ": " + e.getMessage(), e);
        } finally {
            if (kept == null) {
                remove(database);
            }
        }
    }

    private static void make(Setting setting, Path database, long packets) throws IOException {
        Path trace = setting.trace();
        try {
            long events = Math.round(packets / PACKETS);
            setting.progress().accept("writing a trace of " + events + " events");
            long _ = SyntheticTrace.write(trace, events, CONNECTIONS, SHARE);
            setting.progress().accept("processing it");
            String _ =
                    Command.run(
                            setting.tcbee(),
                            "process",
                            trace.toString(),
                            "-o",
                            database.toString());
        } finally {
            remove(trace);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new TcbeeException("remove " + file + ": " + e.getMessage(), e);
        }
    }

    private void round(int round) throws IOException {
        try (Chromium page = Chromium.start(browser, 1600, 1000)) {
            page.resize(1600, 1000, 1);
            try (Viewing viewing = Viewing.start(setting.tcbee(), database, HEAP_MIB)) {
                open(page, viewing);
                series(page);
                zooms(page, round);
                move(page);
                Samples _ = heap.add(viewing.heapMib());
                Samples _ = live.add(viewing.liveMib());
                Samples _ = size.add(bytes(viewing.uri()) / 1000.0);
            }
            if (!page.complaints.isEmpty()) {
                throw new TcbeeException("the page complains: " + page.complaints.getFirst());
            }
        }
        setting.tell("page", "first graph, ms", first, 0);
        setting.tell("page", "new series, ms", newSeries, 0);
        setting.tell("page", "zoom, ms", zoom, 0);
    }

    private void open(Chromium page, Viewing viewing) {
        page.call("Page.navigate", "{\"url\":" + Chromium.quote(viewing.uri().toString()) + "}");
        String lines = "globalThis.tcbee && tcbee.panels().flatMap(p => p.lines)";
        String now = "performance.timeOrigin + performance.now()";
        Samples _ =
                first.add(
                        when(page, lines + ".some(l => l.t.length > 100)", now)
                                - viewing.startedMs());
        Samples _ =
                settled.add(
                        when(page, lines + ".length > 0 && tcbee.idle()", now)
                                - viewing.startedMs());
        page.settle();
    }

    /** Waits until {@code condition} holds and a frame was drawn; then {@code value}. */
    private static double when(Chromium page, String condition, String value) {
        return Double.parseDouble(
                page.run(
                        "new Promise(done => { const look = () => (("
                                + condition
                                + ") ? requestAnimationFrame(() => setTimeout(() => done("
                                + value
                                + "))) : setTimeout(look, 2)); look(); })"));
    }

    /** ms from a change of the address to the picture of it. */
    private static double change(Chromium page, String hash) {
        page.settle();
        return Double.parseDouble(
                page.run(
                        "new Promise(done => { const began = performance.now();"
                                + " addEventListener('hashchange', () => { const look = () =>"
                                + " (tcbee.idle() ? requestAnimationFrame(() => setTimeout(() =>"
                                + " done(performance.now() - began))) : setTimeout(look, 1));"
                                + " look(); }, { once: true }); location.hash = "
                                + Chromium.quote(hash)
                                + "; })"));
    }

    private void series(Chromium page) {
        for (String names : CHANGES) {
            Samples _ = newSeries.add(change(page, "flows=1&series=" + names));
        }
        for (String names : CHANGES) {
            Samples _ = known.add(change(page, "flows=1&series=" + names));
        }
    }

    /** The default panels of the long connection, in ranges of half to a ten-thousandth of it. */
    private void zooms(Chromium page, int round) {
        double _ = change(page, "flows=1&side=client");
        String[] all = page.run("tcbee.view().join(' ')").split(" ", -1);
        double from = Double.parseDouble(all[0]);
        double whole = Double.parseDouble(all[1]) - from;
        SplittableRandom random = new SplittableRandom(round);
        for (int i = 0; i < ZOOMS; i++) {
            double width = whole * Math.pow(10, -random.nextDouble(0.3, 4));
            long start = Math.round(from + random.nextDouble() * (whole - width));
            String range = start + "," + Math.round(start + width);
            Samples _ = zoom.add(change(page, "flows=1&side=client&range=" + range));
        }
        long start = Math.round(from + whole / 3);
        double _ =
                change(
                        page,
                        "flows=1&side=client&range=" + start + "," + Math.round(start + whole / 3));
    }

    private void move(Chromium page) {
        frames(
                page,
                "const c = document.querySelector('[data-panel=cwnd] .catch'), b ="
                        + " c.getBoundingClientRect(); const step = i => c.dispatchEvent(new"
                        + " PointerEvent('pointermove', {clientX: b.left + 100 + i * 5 % 800,"
                        + " clientY: b.top + b.height / 2, bubbles: true}));",
                cross,
                crossWork);
        frames(
                page,
                "const step = i => dispatchEvent(new KeyboardEvent('keydown', {key: i % 40 < 20 ?"
                        + " 'ArrowRight' : 'ArrowLeft', bubbles: true}));",
                pan,
                panWork);
    }

    /** Frames a second over two seconds with one {@code step} each, and ms of work in each. */
    private static void frames(Chromium page, String step, Samples rate, Samples work) {
        page.settle();
        page.call("Performance.enable", "{}");
        double before = busy(page);
        String counted =
                page.run(
                        "new Promise(done => { "
                                + step
                                + " const began = performance.now(); let i = 0; const frame = () =>"
                                + " { const now = performance.now(); if (now - began > 2000) return"
                                + " done(i + ' ' + (now - began)); step(i++);"
                                + " requestAnimationFrame(frame); };"
                                + " requestAnimationFrame(frame); })");
        double frames = Double.parseDouble(counted.split(" ", -1)[0]);
        double ms = Double.parseDouble(counted.split(" ", -1)[1]);
        Samples _ = rate.add(frames / ms * 1000);
        Samples _ = work.add((busy(page) - before) * 1000 / frames);
    }

    /** Seconds that the page's main thread has worked. */
    private static double busy(Chromium page) {
        String all = page.call("Performance.getMetrics", "{}");
        String name = "\"name\":\"TaskDuration\",\"value\":";
        String rest = all.substring(all.indexOf(name) + name.length());
        return Double.parseDouble(rest.substring(0, rest.indexOf('}')));
    }

    private static long bytes(URI page) throws IOException {
        long bytes = 0;
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String file : FILES) {
                HttpRequest request =
                        HttpRequest.newBuilder(page.resolve(file))
                                .header("Accept-Encoding", "gzip")
                                .build();
                bytes += client.send(request, BodyHandlers.ofByteArray()).body().length;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return bytes;
    }

    private List<Row> rows() throws IOException {
        String made =
                String.format(
                        Locale.ROOT,
                        "%d connections, the first with three of four events; %.2f GB",
                        CONNECTIONS,
                        Files.size(database) / (MILLION * 1000));
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of("database", "", made));
        rows.add(Row.most("start", "from `tcbee view` to the first lines", first, 0, " ms", 1200));
        rows.add(Row.of("start", "to all of the default panels", settled.text(0) + " ms"));
        rows.add(
                Row.most("series", "never shown before, to the picture", newSeries, 0, " ms", 150));
        rows.add(Row.most("series", "shown before", known, 0, " ms", 150));
        rows.add(Row.most("zoom", "default panels, median", zoom, 0, " ms", 150));
        rows.add(Row.most("zoom", "95th percentile", zoom.percentile(95), 0, " ms", 300));
        rows.add(Row.least("crosshair", "one move a frame", cross, 0, " frames/s", 58));
        rows.add(Row.most("crosshair", "work of the main thread", crossWork, 1, " ms/frame", 16));
        rows.add(Row.least("pan", "one step a frame", pan, 0, " frames/s", 58));
        rows.add(Row.most("pan", "work of the main thread", panWork, 1, " ms/frame", 16));
        rows.add(Row.most("size", "the page, compressed", size, 0, " kB", 150));
        rows.add(
                Row.most(
                        "heap",
                        "in use at the end, of at most " + HEAP_MIB + " MiB",
                        heap,
                        0,
                        " MiB",
                        HEAP_MIB));
        rows.add(Row.of("heap", "of it alive", live.text(0) + " MiB"));
        return rows;
    }
}
