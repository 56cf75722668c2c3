package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** axe-core looks at every view: WCAG 2.1 A and AA, and what it calls best practice. */
class AccessibilityTest extends BrowserTest {
    private static final String FLOWS = "#flows=1,2&series=time_sequence,snd_cwnd,srtt_us,limit";
    private static String axe;

    @BeforeAll
    static void load() throws IOException {
        try (InputStream script = ClassLoader.getSystemResourceAsStream("axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What is wrong, and with which element; a line each. */
    private static String violations() {
        browser.run("(() => { " + axe + "\nreturn ''; })()");
        return browser.run(
                """
                axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then((result) =>
                  result.violations.flatMap((rule) => rule.nodes.map((node) =>
                    rule.id + ' ' + node.target.join(' ') + ': ' + (node.any[0] ?? node.all[0] ?? node.none[0]).message)).join('\\n'))
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "connection, ''",
        "compare, &metric=snd_cwnd",
        "compare, &metric=snd_cwnd&mode=box",
        "explore, ''",
        "timeline, ''",
        "connection, &dock=findings",
        "connection, &dock=packets",
        "connection, &dock=range",
        "connection, &dock=notes",
    })
    void aViewInLightAndDark(String name, String more) {
        for (String theme : new String[] {"light", "dark"}) {
            view(FLOWS + "&theme=" + theme + "&view=" + name + more);
            assertEquals("", violations(), theme);
        }
    }

    @ParameterizedTest
    @CsvSource({"?, help", "s, chooser", "i, details", "n, note"})
    void whatAKeyOpens(String key, String opened) {
        view(FLOWS + "&theme=light");
        hover(place("rtt", 3_000_000_000L));
        browser.key(key);
        browser.settle();
        assertEquals(
                "true",
                browser.run(
                        "String((e => e.open ?? !e.hidden)(document.getElementById('"
                                + opened
                                + "')))"));
        assertEquals("", violations());
    }
}
