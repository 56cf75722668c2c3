package io.tcbee.cli.screen;

import dev.tamboui.style.Color;
import dev.tamboui.style.Style;

/** The terminal's own sixteen colours, so that the user's theme holds. */
final class Palette {
    static final Style PLAIN = Style.EMPTY;
    static final Style TITLE = Style.EMPTY.bold();
    static final Style DIM = Style.EMPTY.dim();
    static final Style HEAD = Style.EMPTY.fg(Color.CYAN);
    static final Style SORTED = Style.EMPTY.fg(Color.CYAN).bold().underlined();
    static final Style CHOSEN = Style.EMPTY.reversed();
    static final Style KEY = Style.EMPTY.reversed();
    static final Style GOOD = Style.EMPTY.fg(Color.GREEN);
    static final Style ALARM = Style.EMPTY.fg(Color.RED).bold();
    static final Style CURVE = Style.EMPTY.fg(Color.GREEN);

    private Palette() {}
}
