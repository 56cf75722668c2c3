package io.tcbee.cli.screen;

import java.util.List;

/** All keys. */
final class HelpPanel {
    private static final List<KeyBar.Key> KEYS =
            List.of(
                    new KeyBar.Key("q, Ctrl-C", "end the recording; the trace is complete"),
                    new KeyBar.Key(
                            "↑ ↓ PgUp PgDn",
                            "choose a connection; Home and End too; the mouse's wheel"),
                    new KeyBar.Key("Enter, click twice", "its details and curves; Esc goes back"),
                    new KeyBar.Key(
                            "/",
                            "filter: words in address, port, process, state, congestion control"),
                    new KeyBar.Key(
                            "s S", "sort by the next column, by the one before; or click its head"),
                    new KeyBar.Key("r", "the other way round"),
                    new KeyBar.Key("← →", "columns for which there was no room"),
                    new KeyBar.Key("e", "hide or show connections that have ended"),
                    new KeyBar.Key("h", "hooks: rates, losses, cost"),
                    new KeyBar.Key("Space", "freeze the picture; recording goes on"),
                    new KeyBar.Key("Ctrl-L", "draw everything anew"));

    private HelpPanel() {}

    static void draw(Pen pen) {
        Rule.draw(pen, 0, "keys", "");
        for (int i = 0; i < KEYS.size(); i++) {
            pen.text(2, i + 1, 20, KEYS.get(i).name(), Palette.TITLE);
            pen.text(23, i + 1, KEYS.get(i).effect(), Palette.PLAIN);
        }
    }
}
