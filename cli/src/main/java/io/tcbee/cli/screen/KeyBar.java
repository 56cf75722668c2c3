package io.tcbee.cli.screen;

import java.util.List;

/** The last row: the keys that do something now, or the filter while it is typed. */
final class KeyBar {
    /** A key, and what it does. */
    record Key(String name, String effect) {}

    private static final List<Key> TABLE =
            List.of(
                    new Key("q", "end"),
                    new Key("?", "help"),
                    new Key("↑↓", "choose"),
                    new Key("Enter", "details"),
                    new Key("/", "filter"),
                    new Key("s", "sort"),
                    new Key("r", "reverse"),
                    new Key("h", "hooks"),
                    new Key("e", "ended"),
                    new Key("←→", "columns"),
                    new Key("Space", "freeze"));
    private static final List<Key> OTHER =
            List.of(
                    new Key("q", "end"),
                    new Key("Esc", "back"),
                    new Key("↑↓", "other connection"),
                    new Key("h", "hooks"),
                    new Key("?", "help"),
                    new Key("Space", "freeze"));

    private KeyBar() {}

    static void draw(Pen pen, Choices choices) {
        if (choices.isEditing()) {
            int end = pen.text(0, 0, " filter: ", Palette.TITLE);
            end = pen.text(end, 0, choices.filter(), Palette.PLAIN);
            end = pen.text(end, 0, "_", Palette.PLAIN);
            pen.text(end + 2, 0, "Enter keeps it, Esc drops it", Palette.DIM);
            return;
        }
        int column = 0;
        for (Key key : choices.view() == Choices.View.CONNECTIONS ? TABLE : OTHER) {
            int width = key.name().length() + key.effect().length() + 4;
            if (column + width > pen.width()) {
                return;
            }
            column = pen.text(column, 0, " " + key.name() + " ", Palette.KEY);
            column = pen.text(column, 0, " " + key.effect() + " ", Palette.PLAIN);
        }
    }
}
