package io.tcbee.web.plot;

import java.util.ArrayList;
import java.util.List;

/** Upright strokes that come in order of time: those that touch in one column become one. */
final class Segments {
    private static final double COLUMN = 0.5;
    private static final double TOUCH = 0.4;

    private final Canvas canvas;
    private final int color;
    private final double width;
    private final List<double[]> open = new ArrayList<>();
    private double column = Double.NaN;

    Segments(Canvas canvas, int color, double width) {
        this.canvas = canvas;
        this.color = color;
        this.width = width;
    }

    /** A stroke; one shorter than its width is drawn as long as that. */
    void add(double x, double y1, double y2) {
        double at = Math.round(x / COLUMN) * COLUMN;
        if (at != column) {
            flush();
            column = at;
        }
        double top = Math.min(y1, y2);
        double bottom = Math.max(Math.max(y1, y2), top + width);
        for (double[] span : open) {
            if (top <= span[1] + TOUCH && bottom >= span[0] - TOUCH) {
                span[0] = Math.min(span[0], top);
                span[1] = Math.max(span[1], bottom);
                return;
            }
        }
        open.add(new double[] {top, bottom});
    }

    /** Puts down what is open. */
    void flush() {
        for (double[] span : open) {
            canvas.line(column, span[0], column, span[1], color, width);
        }
        open.clear();
    }
}
