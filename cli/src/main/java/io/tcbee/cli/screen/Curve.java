package io.tcbee.cli.screen;

import dev.tamboui.style.Color;
import dev.tamboui.widgets.canvas.Canvas;
import dev.tamboui.widgets.canvas.Context;
import dev.tamboui.widgets.canvas.Marker;
import dev.tamboui.widgets.canvas.shapes.Line;
import java.util.function.DoubleFunction;

/**
 * Values over time: a title with the newest value, the greatest one at the right, and below them a
 * line of braille dots, two by four in a character, from 0 up to the greatest.
 */
final class Curve {
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private final String title;
    private final DoubleFunction<String> text;
    private final Color color;
    private int size;
    private double[] ages;
    private double[] values;

    /**
     * @param text a value as people read it
     * @param capacity points at most
     */
    Curve(String title, DoubleFunction<String> text, Color color, int capacity) {
        this.title = title;
        this.text = text;
        this.color = color;
        ages = new double[capacity];
        values = new double[capacity];
    }

    /** Every sample of a history. */
    static Curve of(
            String title,
            DoubleFunction<String> text,
            Color color,
            History history,
            double secondsPerSample) {
        Curve curve = new Curve(title, text, color, history.size());
        for (int i = history.size() - 1; i >= 0; i--) {
            curve.add(i * secondsPerSample, history.back(i));
        }
        return curve;
    }

    /**
     * Adds a point; the oldest first. One that is not known leaves a gap.
     *
     * @param age seconds before now
     */
    void add(double age, double value) {
        ages[size] = age;
        values[size++] = value;
    }

    /**
     * Draws the last {@code seconds}.
     *
     * @param pen an area of two rows at least
     */
    void draw(Pen pen, double seconds) {
        double greatest = greatest(seconds);
        double last = size == 0 ? Double.NaN : values[size - 1];
        String top = "max " + text.apply(greatest);
        int end = pen.text(0, 0, title + " ", Palette.DIM);
        end = pen.text(end, 0, text.apply(last), Palette.TITLE);
        if (end + 1 + top.length() <= pen.width()) {
            pen.right(pen.width(), 0, top, Palette.DIM);
        }
        if (pen.height() < 2 || pen.width() < 2) {
            return;
        }
        Pen below = pen.part(0, 1, pen.width(), pen.height() - 1);
        Canvas.builder()
                .xBounds(-seconds, 0)
                .yBounds(0, greatest <= 0 ? 1 : greatest)
                .marker(Marker.BRAILLE)
                .paint(context -> lines(context, seconds))
                .build()
                .render(below.area(), pen.buffer());
    }

    private void lines(Context context, double seconds) {
        for (int i = 1; i < size; i++) {
            boolean gap = Double.isNaN(values[i - 1]) || Double.isNaN(values[i]);
            if (!gap && ages[i - 1] <= seconds) {
                context.draw(Line.of(-ages[i - 1], values[i - 1], -ages[i], values[i], color));
            }
        }
    }

    private double greatest(double seconds) {
        double greatest = 0;
        for (int i = 0; i < size; i++) {
            if (ages[i] <= seconds && values[i] > greatest) {
                greatest = values[i];
            }
        }
        return greatest;
    }

    /** The newest {@code width} samples as bars, the greatest of them full; blank where none is. */
    static String bars(History history, int width) {
        double greatest = history.greatest(width);
        StringBuilder bars = new StringBuilder(width);
        for (int i = width - 1; i >= 0; i--) {
            double value = history.back(i);
            if (Double.isNaN(value)) {
                bars.append(' ');
            } else {
                int height = greatest <= 0 ? 0 : (int) (value / greatest * BARS.length());
                bars.append(BARS.charAt(Math.clamp(height, 0, BARS.length() - 1)));
            }
        }
        return bars.toString();
    }
}
