package io.tcbee.web.plot;

import java.util.Arrays;

/** A line in the making, without points that no eye tells apart from their neighbours. */
final class Path {
    /** Points of the picture. */
    private static final double VISIBLE = 0.2;

    private double[] x = new double[256];
    private double[] y = new double[256];
    private int n;

    void to(double nextX, double nextY) {
        if (n > 0 && Math.abs(nextX - x[n - 1]) < VISIBLE && Math.abs(nextY - y[n - 1]) < VISIBLE) {
            return;
        }
        boolean level = n > 1 && y[n - 1] == nextY && y[n - 2] == nextY && nextX >= x[n - 1];
        boolean upright =
                n > 1
                        && x[n - 1] == nextX
                        && x[n - 2] == nextX
                        && (nextY - y[n - 1]) * (y[n - 1] - y[n - 2]) >= 0;
        if (level || upright) {
            x[n - 1] = nextX;
            y[n - 1] = nextY;
            return;
        }
        if (n == x.length) {
            x = Arrays.copyOf(x, 2 * n);
            y = Arrays.copyOf(y, 2 * n);
        }
        x[n] = nextX;
        y[n++] = nextY;
    }

    /** Where it has come to. */
    double x() {
        return n == 0 ? Double.NEGATIVE_INFINITY : x[n - 1];
    }

    /** Puts it down, and begins anew. */
    void draw(Canvas canvas, int color, double width) {
        if (n > 1) {
            canvas.line(x, y, n, color, width);
        }
        n = 0;
    }
}
