package io.tcbee.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.KeyModifiers;
import dev.tamboui.tui.event.MouseButton;
import dev.tamboui.tui.event.MouseEvent;
import io.tcbee.cli.screen.Choices.View;
import io.tcbee.cli.screen.Keys.Outcome;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final int WIDTH = 100;
    private static final int HEIGHT = 24;

    private final Scene scene = new Scene();

    @BeforeEach
    void threeConnections() {
        scene.socket(1, "curl").socket(2, "iperf3").socket(3, "ssh").tick();
        scene.state(1, 100, 10, 3000).state(2, 300, 30, 1000).state(3, 200, 20, 2000).tick();
        draw();
    }

    @Test
    void theFastestIsOnTop() {
        assertEquals(List.of(2L, 3L, 1L), order());
    }

    @Test
    void sortingGoesFromColumnToColumn() {
        type("s"); // rate -> its curve
        type("s"); // -> cwnd
        assertEquals(Column.CWND, scene.choices.sort());
        assertEquals(List.of(2L, 3L, 1L), order());

        type("s"); // -> srtt
        assertEquals(List.of(1L, 3L, 2L), order());

        type("r");
        assertEquals(List.of(2L, 3L, 1L), order());
    }

    @Test
    void textsAreSortedFromAToZ() {
        scene.choices.sortBy(Column.PROCESS);
        assertEquals(List.of(1L, 2L, 3L), order());
    }

    @Test
    void whatIsNotKnownIsLast() {
        scene.socket(4, "new").tick();
        scene.choices.sortBy(Column.SRTT);
        draw();
        assertEquals(4L, order().getLast());
    }

    @Test
    void theFilterKeepsThoseThatHaveEveryWord() {
        type("/");
        assertTrue(scene.choices.isEditing());
        type("IPERF 443");
        assertEquals(List.of(2L), order());
        assertTrue(draw().getLast().contains("filter: IPERF 443"));

        press(KeyCode.ENTER);
        assertFalse(scene.choices.isEditing());
        assertEquals(List.of(2L), order());

        press(KeyCode.ESCAPE);
        assertEquals(3, order().size());
    }

    @Test
    void aKeyOfTheFilterEndsNothing() {
        type("/q");
        assertEquals("q", scene.choices.filter());
        press(KeyCode.BACKSPACE);
        assertEquals("", scene.choices.filter());
        press(KeyCode.ESCAPE);
        assertFalse(scene.choices.isEditing());
    }

    @Test
    void arrowsChooseAndTheChoiceStaysWithTheConnection() {
        press(KeyCode.DOWN);
        assertEquals(3, scene.choices.selected());

        scene.state(3, 10_000, 20, 2000).tick();
        draw();
        assertEquals(List.of(3L, 1L, 2L), order());
        assertEquals(0, scene.choices.selectedRow());
    }

    @Test
    void aLongTableIsScrolled() {
        for (int n = 10; n < 210; n++) {
            scene.socket(n, "p" + n);
        }
        scene.tick();
        scene.choices.sortBy(Column.LOCAL);
        draw();
        press(KeyCode.END);
        assertTrue(String.join("\n", draw()).contains("10.0.0.1:40209"));
        press(KeyCode.PAGE_UP);
        assertTrue(scene.choices.selectedRow() < 203 - 5, "a page up");
        assertTrue(
                String.join("\n", draw())
                        .contains(scene.choices.rows().get(scene.choices.selectedRow()).local()));
        press(KeyCode.HOME);
        assertTrue(String.join("\n", draw()).contains("10.0.0.1:40001"));
    }

    @Test
    void enterOpensTheDetailsAndEscapeClosesThem() {
        press(KeyCode.ENTER);
        assertEquals(View.DETAILS, scene.choices.view());
        assertTrue(String.join("\n", draw()).contains("10.0.0.1:40002 → 10.0.0.2:443"));

        press(KeyCode.DOWN);
        assertTrue(String.join("\n", draw()).contains("10.0.0.1:40003 → 10.0.0.2:443"));

        press(KeyCode.ESCAPE);
        assertEquals(View.CONNECTIONS, scene.choices.view());
    }

    @Test
    void theConnectionInDetailIsFollowed() {
        press(KeyCode.ENTER);
        scene.tick().state(2, 400, 31, 1000).tick();

        assertEquals(2, scene.dashboard.newest().trail().cookie());
        assertEquals(1, scene.dashboard.newest().trail().size());
    }

    @Test
    void endedOnesCanBeHidden() {
        scene.end(1).tick();
        assertEquals(3, order().size());
        type("e");
        assertEquals(List.of(2L, 3L), order().stream().sorted().toList());
    }

    @Test
    void aClickChoosesAndASecondOpens() {
        int row = rowOf("40003");
        click(5, row);
        assertEquals(3, scene.choices.selected());
        assertEquals(View.CONNECTIONS, scene.choices.view());
        click(5, row);
        assertEquals(View.DETAILS, scene.choices.view());
    }

    @Test
    void aClickOnAHeadSorts() {
        int row = rowOf("cwnd");
        int column = draw().get(row).indexOf("cwnd");
        click(column, row);
        assertEquals(Column.CWND, scene.choices.sort());
        click(column, row);
        assertTrue(scene.choices.isReversed());
    }

    @Test
    void theWheelScrolls() {
        scene.keys.on(MouseEvent.scrollDown(5, 15));
        assertEquals(2, scene.choices.selectedRow());
        scene.keys.on(MouseEvent.scrollUp(5, 15));
        assertEquals(0, scene.choices.selectedRow());
    }

    @Test
    void spaceFreezes() {
        type(" ");
        assertTrue(scene.choices.isFrozen());
        assertTrue(draw().getFirst().contains("frozen"));
    }

    @Test
    void helpNamesTheKeys() {
        type("?");
        assertTrue(String.join("\n", draw()).contains("end the recording"));
        type("?");
        assertEquals(View.CONNECTIONS, scene.choices.view());
    }

    @ParameterizedTest
    @ValueSource(chars = {'q'})
    void qEnds(char key) {
        assertEquals(Outcome.END, scene.keys.on(KeyEvent.ofChar(key)));
    }

    @Test
    void controlCEndsEvenWhileAFilterIsTyped() {
        type("/");
        assertEquals(Outcome.END, scene.keys.on(KeyEvent.ofChar('c', KeyModifiers.CTRL)));
    }

    private List<String> draw() {
        return scene.drawn(WIDTH, HEIGHT);
    }

    private List<Long> order() {
        draw();
        return scene.choices.rows().stream().map(ConnectionRow::cookie).toList();
    }

    private void type(String text) {
        text.chars().forEach(c -> scene.keys.on(KeyEvent.ofChar((char) c)));
        draw();
    }

    private void press(KeyCode key) {
        scene.keys.on(KeyEvent.ofKey(key));
        draw();
    }

    private void click(int x, int y) {
        scene.keys.on(MouseEvent.press(MouseButton.LEFT, x, y));
        draw();
    }

    private int rowOf(String part) {
        List<String> rows = draw();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).contains(part)) {
                return i;
            }
        }
        throw new AssertionError(part + " is in none of " + rows);
    }
}
