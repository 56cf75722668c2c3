package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each key of the help sheet is pressed, and does what the sheet says. */
class KeysTest extends BrowserTest {
    private static final String FLOWS = "#flows=41,42&series=snd_cwnd,rtt_us&theme=light";
    private static final String ZOOMED = "&range=10100000000,10200000000";
    private static final String WIDTH = "tcbee.view()[1] - tcbee.view()[0]";
    private static final String LEFT = "tcbee.view()[0]";

    /** Saved pictures and tables end up here. */
    @TempDir private static Path downloads;

    /**
     * @param keys as the sheet calls them
     * @param before where the page is when they are pressed
     * @param holds what is true of {@code was}, the value of {@code of} before, and {@code is}
     */
    private record Row(String keys, String before, String of, String holds) {}

    private static String isOpen(String id) {
        return "String((e => e.open ?? !e.hidden)(document.getElementById('" + id + "')))";
    }

    private static Row opens(String keys, String id) {
        return new Row(keys, FLOWS, isOpen(id), "was === 'false' && is === 'true'");
    }

    private static Row state(String keys, String name, String value) {
        return new Row(
                keys, FLOWS, "tcbee.state()." + name, "was !== is && is === '" + value + "'");
    }

    private static final List<Row> ROWS =
            List.of(
                    new Row("+ = x", FLOWS, WIDTH, "is > was * .55 && is < was * .65"),
                    new Row("- _ X", FLOWS + ZOOMED, WIDTH, "is > was * 1.6 && is < was * 1.7"),
                    new Row("← h", FLOWS + ZOOMED, LEFT, "is < was"),
                    new Row("→ l", FLOWS + ZOOMED, LEFT, "is > was"),
                    new Row(
                            "y",
                            FLOWS,
                            "JSON.stringify(tcbee.state().y)",
                            "was === '{}' && is.startsWith('{\"cwnd\":[')"),
                    new Row(
                            "Y",
                            FLOWS + "&y=cwnd:20:40",
                            "tcbee.state().y.cwnd[1] - tcbee.state().y.cwnd[0]",
                            "was === 20 && is > 28 && is < 29"),
                    new Row("0 r Home", FLOWS + ZOOMED, WIDTH, "is > 2 * was"),
                    new Row("PageDown j", FLOWS, "tcbee.state().flows.join()", "is !== was"),
                    new Row("PageUp k", FLOWS, "tcbee.state().flows.join()", "is !== was"),
                    state("d", "side", "receiver"),
                    new Row("/", FLOWS, "document.activeElement.id", "is === 'filter'"),
                    new Row("f", FLOWS, isOpen("flows"), "was === 'true' && is === 'false'"),
                    opens("s", "chooser"),
                    opens("i", "details"),
                    state("t", "theme", "dark"),
                    opens("?", "help"),
                    new Row(
                            "1",
                            FLOWS + "&view=timeline",
                            "tcbee.state().view",
                            "is === 'connection'"),
                    state("2", "view", "compare"),
                    state("3", "view", "explore"),
                    state("4", "view", "timeline"),
                    state("o", "clock", "connection"),
                    state("u", "units", "bytes"),
                    new Row("L", FLOWS, "tcbee.state().log.join()", "!was && is === 'cwnd'"),
                    state("e", "dock", "findings"),
                    state("a", "dock", "packets"),
                    state("b", "dock", "range"),
                    opens("g", "details"),
                    new Row("m Space", FLOWS, "tcbee.pinned()", "was === null && is !== null"),
                    opens("n", "note"),
                    new Row(
                            "Escape",
                            FLOWS + "&brush=10100000000,10200000000",
                            "String(tcbee.state().brush)",
                            "was !== 'null' && is === 'null'"));

    /** How the browser calls a key. */
    private static String key(String shown) {
        return switch (shown) {
            case "←" -> "ArrowLeft";
            case "→" -> "ArrowRight";
            case "Space" -> " ";
            default -> shown;
        };
    }

    /** The pointer is over the first panel. */
    private static void start(String hash) {
        view(hash);
        double[] at = {0, 0};
        String[] box =
                browser.run(
                                "(b => [b.left + b.width / 2, b.top + b.height / 2].join(' '))(tcbee.panels()[0].canvas.getBoundingClientRect())")
                        .split(" ", -1);
        at[0] = Double.parseDouble(box[0]);
        at[1] = Double.parseDouble(box[1]);
        hover(at);
    }

    private static void press(Row row, String key) {
        open("about:blank");
        start(row.before());
        browser.run("(globalThis.was = " + row.of() + ", '')");
        browser.key(key(key));
        browser.settle();
        String told =
                browser.run(
                        "(() => { const was = globalThis.was, is = "
                                + row.of()
                                + "; return ("
                                + row.holds()
                                + ") ? '' : JSON.stringify({ was, is }); })()");
        assertEquals("", told, row.holds());
    }

    @TestFactory
    Stream<DynamicTest> everyKey() {
        return ROWS.stream()
                .flatMap(row ->
                        Stream.of(row.keys().split(" ", -1))
                                .map(key -> DynamicTest.dynamicTest(key, () -> press(row, key))));
    }

    @Test
    void undoComesBack() {
        for (String key : new String[] {"Backspace", "z"}) {
            open("about:blank");
            start(FLOWS);
            String all = browser.run("String(tcbee.view())");
            browser.key("+");
            browser.settle();
            assertTrue(!all.equals(browser.run("String(tcbee.view())")), "zoomed");
            browser.key(key);
            browser.settle();
            assertEquals(all, browser.run("String(tcbee.view())"), key);
        }
    }

    @Test
    void savingGivesAFile() throws Exception {
        browser.call(
                "Browser.setDownloadBehavior",
                "{\"behavior\":\"allow\",\"downloadPath\":\"" + downloads + "\"}");
        start(FLOWS);
        for (String[] each : new String[][] {{"p", ".png"}, {"v", ".svg"}, {"c", ".csv"}}) {
            browser.key(each[0]);
            assertTrue(awaitFile(each[1]), each[0]);
        }
    }

    private static boolean awaitFile(String ending) throws IOException, InterruptedException {
        for (int i = 0; i < 400; i++) {
            try (Stream<Path> files = Files.list(downloads)) {
                if (files.anyMatch(file -> file.toString().endsWith(ending))) {
                    return true;
                }
            }
            Thread.sleep(25);
        }
        return false;
    }

    @Test
    void noKeyOfTheSheetIsForgotten() {
        view(FLOWS);
        Set<String> sheet =
                new TreeSet<>(
                        List.of(
                                browser.run(
                                                "[...document.querySelectorAll('#help kbd')].map(k => k.textContent).filter(k => !/drag|heel|lick/i.test(k)).join(' ')")
                                        .split(" ", -1)));
        Set<String> pressed =
                ROWS.stream()
                        .flatMap(row -> Stream.of(row.keys().split(" ", -1)))
                        .collect(Collectors.toCollection(TreeSet::new));
        pressed.addAll(List.of("Backspace", "z", "p", "v", "c"));
        assertEquals(sheet, pressed);
    }
}
