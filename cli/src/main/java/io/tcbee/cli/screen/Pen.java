package io.tcbee.cli.screen;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Style;
import dev.tamboui.text.CharWidth;

/** Writes text into one area of a buffer and never beyond it; rows and columns count from 0. */
final class Pen {
    private final Buffer buffer;
    private final Rect area;

    Pen(Buffer buffer, Rect area) {
        this.buffer = buffer;
        this.area = area.intersection(buffer.area());
    }

    Buffer buffer() {
        return buffer;
    }

    Rect area() {
        return area;
    }

    int width() {
        return area.width();
    }

    int height() {
        return area.height();
    }

    /** A part of this area, cut where it would leave it. */
    Pen part(int column, int row, int width, int height) {
        Rect part =
                new Rect(
                        area.x() + Math.clamp(column, 0, area.width()),
                        area.y() + Math.clamp(row, 0, area.height()),
                        Math.max(0, width),
                        Math.max(0, height));
        return new Pen(buffer, part.intersection(area));
    }

    /**
     * Writes {@code text}, cut at the area's right edge.
     *
     * @return the column after it
     */
    int text(int column, int row, String text, Style style) {
        return text(column, row, width() - column, text, style);
    }

    /** As above, cut after {@code width} characters with "…". */
    int text(int column, int row, int width, String text, Style style) {
        int room = Math.min(width, width() - column);
        if (row < 0 || row >= height() || column < 0 || room <= 0) {
            return column;
        }
        String cut = fit(text, room);
        buffer.setString(area.x() + column, area.y() + row, cut, style);
        return column + CharWidth.of(cut);
    }

    /** Writes {@code text} so that it ends before column {@code end}. */
    void right(int end, int row, String text, Style style) {
        int column = Math.max(0, end - CharWidth.of(text));
        text(column, row, end - column, text, style);
    }

    /** Changes the look of a row without its text. */
    void look(int row, Style style) {
        if (row >= 0 && row < height()) {
            buffer.setStyle(new Rect(area.x(), area.y() + row, width(), 1), style);
        }
    }

    private static String fit(String text, int room) {
        if (CharWidth.of(text) <= room) {
            return text;
        }
        return CharWidth.truncateWithEllipsis(text, room, "…", CharWidth.TruncatePosition.END);
    }
}
