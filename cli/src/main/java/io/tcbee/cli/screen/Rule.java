package io.tcbee.cli.screen;

/** A line that separates, with a text at its left and one at its right if there is room. */
final class Rule {
    private Rule() {}

    static void draw(Pen pen, int row, String left, String right) {
        pen.text(0, row, "─".repeat(Math.max(0, pen.width())), Palette.DIM);
        int end = pen.text(2, row, " " + left + " ", Palette.TITLE);
        if (!right.isEmpty() && end + right.length() + 5 < pen.width()) {
            pen.right(pen.width() - 2, row, " " + right + " ", Palette.DIM);
        }
    }
}
