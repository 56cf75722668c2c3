package io.tcbee.web.plot;

import java.util.List;

/** One of the graphs that lie above each other on a common axis of time. */
interface Panel {
    /** A word and its colour. */
    record Key(String text, int color, boolean filled) {
        static Key of(String text, int color) {
            return new Key(text, color, true);
        }
    }

    String title();

    /** What the colours mean; known after {@link #draw}. */
    List<Key> keys();

    /** What the axis of values counts; empty if there is none. */
    String label();

    /** Lines that the keys take, at most. */
    default int keyLines() {
        return 1;
    }

    /** How high it is, compared with the others. */
    double weight();

    /** The least and greatest value; null if there is nothing to draw. */
    double[] range();

    /** Factor from a value to what the axis counts in. */
    double factor();

    /** Draws into the area; it is clipped. */
    void draw(Canvas canvas, Area area, Scale values);

    /** Draws what stands beside the area. */
    default void drawBeside(Canvas canvas, Area area, Scale values) {}

    /** The SQL that gives what is drawn. */
    String query();

    /** Why there is nothing to see; null if there is something. */
    String empty();
}
