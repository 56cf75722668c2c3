package io.tcbee.web.plot;

import io.tcbee.model.Unit;
import io.tcbee.store.Points;
import java.util.ArrayList;
import java.util.List;

/** Series of one unit: states as steps, samples as dots, averages as lines. */
final class LinePanel implements Panel {
    private static final double DOT = 0.9;
    private static final double ROOM = 1.06;

    /** A limit this many times above what matters does not flatten it. */
    private static final double FAR = 2.5;

    private final String title;
    private final String what;
    private final Unit unit;
    private final double weight;
    private final String query;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /** How points become a picture. */
    enum Form {
        /** Holds until the next. */
        STEP,
        /** Straight from point to point. */
        STRAIGHT,
        /** Each for itself. */
        DOTS
    }

    /**
     * @param limit whether it only bounds the others: it does not stretch the axis
     */
    private record Line(
            String name, Points points, double factor, Form form, int color, boolean limit) {
        double most() {
            double most = Double.NEGATIVE_INFINITY;
            for (double value : points.values()) {
                most = Math.max(most, value * factor);
            }
            return most;
        }

        double least() {
            double least = Double.POSITIVE_INFINITY;
            for (double value : points.values()) {
                least = Math.min(least, value * factor);
            }
            return least;
        }
    }

    LinePanel(String title, String what, Unit unit, double weight, String query) {
        this.title = title;
        this.what = what;
        this.unit = unit;
        this.weight = weight;
        this.query = query;
    }

    /**
     * @param factor of stored values, to the unit of the panel
     */
    LinePanel add(String name, Points points, double factor, Form form, int color, boolean limit) {
        if (points.size() == 0) {
            missing.add(name);
        } else {
            lines.add(new Line(name, points, factor, form, color, limit));
        }
        return this;
    }

    private double most() {
        double most =
                lines.stream()
                        .filter(line -> !line.limit)
                        .mapToDouble(Line::most)
                        .max()
                        .orElse(Double.NEGATIVE_INFINITY);
        for (Line line : lines) {
            double greatest = line.most();
            if (line.limit && (most < 0 || greatest <= FAR * most)) {
                most = Math.max(most, greatest);
            }
        }
        return most;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<Key> keys() {
        double most = most() * ROOM;
        List<Key> keys = new ArrayList<>();
        for (Line line : lines) {
            double greatest = line.most();
            String text =
                    greatest > most ? line.name + " ↑ " + Quantity.text(unit, greatest) : line.name;
            keys.add(Key.of(text, line.color));
        }
        return keys;
    }

    @Override
    public String label() {
        String counted = Quantity.of(unit, most() * ROOM).unit();
        return counted.isEmpty() ? what : what + " [" + counted + "]";
    }

    @Override
    public double factor() {
        return Quantity.of(unit, most() * ROOM).factor();
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public double[] range() {
        if (lines.isEmpty()) {
            return null;
        }
        double least = lines.stream().mapToDouble(Line::least).min().orElse(0);
        return new double[] {Math.min(0, least), Math.max(most() * ROOM, least + 1e-9)};
    }

    @Override
    public void draw(Canvas canvas, Area area, Scale values) {
        for (Line line : lines) {
            draw(canvas, area, values, line);
        }
    }

    private static void draw(Canvas canvas, Area area, Scale values, Line line) {
        Scale time = area.time();
        Points points = line.points;
        if (line.form == Form.DOTS) {
            for (int i = 0; i < points.size(); i++) {
                double x = time.at(points.timesNs()[i]);
                double y = values.at(points.values()[i] * line.factor);
                canvas.box(x - DOT, y - DOT, 2 * DOT, 2 * DOT, line.color, 1);
            }
            return;
        }
        Path path = new Path();
        double last = Double.NaN;
        for (int i = 0; i < points.size(); i++) {
            double x = time.at(points.timesNs()[i]);
            double y = values.at(points.values()[i] * line.factor);
            if (line.form == Form.STEP && !Double.isNaN(last)) {
                path.to(x, last);
            }
            path.to(x, y);
            last = y;
        }
        if (line.form == Form.STEP && !Double.isNaN(last)) {
            path.to(Math.min(area.right(), Math.max(path.x(), area.right())), last);
        }
        path.draw(canvas, line.color, 1.2);
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public String empty() {
        return lines.isEmpty() ? "no point in this range of " + String.join(", ", missing) : null;
    }
}
