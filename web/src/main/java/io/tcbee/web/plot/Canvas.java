package io.tcbee.web.plot;

/**
 * Where a figure is put down. Lengths are points of the picture, from the upper left corner;
 * colours are 0xRRGGBB.
 */
interface Canvas {
    /** Where a text lies about its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** A line through {@code n} points. */
    void line(double[] x, double[] y, int n, int color, double width);

    /** A filled rectangle. */
    void box(double x, double y, double width, double height, int color, double opacity);

    /** A rectangle of slanted strokes: what lies here is incomplete. */
    void hatch(double x, double y, double width, double height, int color);

    /** A disc, or a ring that is not filled. */
    void disc(double x, double y, double radius, int color, boolean filled);

    /** A text whose base line is at {@code y}. */
    void text(double x, double y, String text, Anchor anchor, double size, int color, boolean bold);

    /** A text that runs upwards, its middle at the point. */
    void upwards(double x, double y, String text, double size, int color);

    /** From here to {@link #unclip} only what lies within is seen. */
    void clip(double x, double y, double width, double height);

    void unclip();

    /** How long a text of that size is, about. */
    double length(String text, double size);

    /** A line between two points. */
    default void line(double x1, double y1, double x2, double y2, int color, double width) {
        line(new double[] {x1, x2}, new double[] {y1, y2}, 2, color, width);
    }
}
