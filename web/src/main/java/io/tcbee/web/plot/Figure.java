package io.tcbee.web.plot;

import io.tcbee.store.Loss;
import io.tcbee.web.plot.Canvas.Anchor;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Graphs above each other on one axis of time, with title, keys, units, and bands of loss. */
public final class Figure {
    private static final double LEFT = 74;
    private static final double RIGHT = 18;
    private static final double HEAD = 46;
    private static final double FOOT = 40;
    private static final double KEY_LINE = 15;
    private static final double GAP = 12;
    private static final double SIZE = 11;
    private static final double SMALL = 10;
    private static final double LEAST = 24;
    private static final double NS_PER_SECOND = 1e9;

    private final String title;
    private final String subtitle;
    private final List<Panel> panels;
    private final List<Loss> losses;
    private final long fromNs;
    private final long toNs;

    Figure(
            String title,
            String subtitle,
            List<Panel> panels,
            List<Loss> losses,
            long fromNs,
            long toNs) {
        this.title = title;
        this.subtitle = subtitle;
        this.panels = List.copyOf(panels);
        this.losses = List.copyOf(losses);
        this.fromNs = fromNs;
        this.toNs = toNs;
    }

    /**
     * SVG text, without scripts and without anything from elsewhere.
     *
     * @param id begins the ids in it, so that several can lie in one page
     */
    public String svg(double width, double height, String id) {
        Svg svg = new Svg(width, height, id, title);
        draw(svg, width, height);
        return svg.finish();
    }

    /** SVG as a file. */
    public byte[] svg(double width, double height) {
        String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        return (head + svg(width, height, "")).getBytes(StandardCharsets.UTF_8);
    }

    /** PNG of twice as many pixels each way. */
    public byte[] png(double width, double height) {
        Png png = new Png(width, height);
        draw(png, width, height);
        return png.finish();
    }

    /** Title and SQL of each graph. */
    public Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        panels.forEach(panel -> queries.put(panel.title(), panel.query()));
        return queries;
    }

    private void draw(Canvas canvas, double width, double height) {
        canvas.box(0, 0, width, height, Ink.GROUND, 1);
        canvas.text(LEFT, 20, title, Anchor.START, 15, Ink.TEXT, true);
        canvas.text(LEFT, 37, subtitle, Anchor.START, SMALL, Ink.QUIET, false);
        double keys = panels.stream().mapToDouble(panel -> KEY_LINE * panel.keyLines()).sum();
        double room = height - HEAD - FOOT - keys - GAP * (panels.size() - 1.0);
        double weights = panels.stream().mapToDouble(Panel::weight).sum();
        double top = HEAD;
        for (int i = 0; i < panels.size(); i++) {
            Panel panel = panels.get(i);
            double head = KEY_LINE * panel.keyLines();
            double high = Math.max(LEAST, room * panel.weight() / weights);
            Area area = new Area(LEFT, top + head, width - LEFT - RIGHT, high, fromNs, toNs);
            draw(canvas, panel, area, i == panels.size() - 1);
            drawKeys(canvas, panel, area, head, i == 0);
            top += head + high + GAP;
        }
    }

    private void draw(Canvas canvas, Panel panel, Area area, boolean lowest) {
        drawTimeGrid(canvas, area, lowest);
        String empty = panel.empty();
        if (empty != null) {
            double middle = area.top() + area.height() / 2;
            double x = area.left() + area.width() / 2;
            canvas.text(x, middle + SIZE / 3, empty, Anchor.MIDDLE, SIZE, Ink.QUIET, false);
        } else {
            double[] range = panel.range();
            Scale values = area.values(range[0], range[1]);
            if (!panel.label().isEmpty()) {
                drawValueGrid(canvas, area, panel, values);
            }
            canvas.clip(area.left(), area.top(), area.width(), area.height());
            panel.draw(canvas, area, values);
            drawLosses(canvas, area);
            canvas.unclip();
            panel.drawBeside(canvas, area, values);
        }
        frame(canvas, area);
    }

    private void drawTimeGrid(Canvas canvas, Area area, boolean lowest) {
        Scale seconds =
                Scale.of(fromNs / NS_PER_SECOND, toNs / NS_PER_SECOND, area.left(), area.right());
        int about = (int) (area.width() / 90);
        double step = Scale.step(seconds.high() - seconds.low(), about);
        for (double mark : seconds.marks(about)) {
            double x = seconds.at(mark);
            canvas.line(x, area.top(), x, area.bottom(), Ink.GRID, 0.8);
            if (lowest) {
                canvas.line(x, area.bottom(), x, area.bottom() + 4, Ink.FRAME, 0.8);
                canvas.text(
                        x,
                        area.bottom() + 16,
                        Scale.text(mark, step),
                        Anchor.MIDDLE,
                        SMALL,
                        Ink.TEXT,
                        false);
            }
        }
        if (lowest) {
            canvas.text(
                    area.left() + area.width() / 2,
                    area.bottom() + 32,
                    "time since the start of the run [s]",
                    Anchor.MIDDLE,
                    SIZE,
                    Ink.TEXT,
                    false);
        }
    }

    private static void drawValueGrid(Canvas canvas, Area area, Panel panel, Scale values) {
        double factor = panel.factor();
        Scale shown =
                Scale.of(values.low() * factor, values.high() * factor, area.bottom(), area.top());
        int about = (int) Math.max(2, area.height() / 34);
        double step = Scale.step(shown.high() - shown.low(), about);
        for (double mark : shown.marks(about)) {
            double y = shown.at(mark);
            canvas.line(area.left(), y, area.right(), y, Ink.GRID, 0.8);
            canvas.text(
                    area.left() - 6,
                    y + SMALL / 3,
                    Scale.text(mark, step),
                    Anchor.END,
                    SMALL,
                    Ink.TEXT,
                    false);
        }
        String label = panel.label();
        double size = canvas.length(label, SMALL) > area.height() ? SMALL - 1.5 : SMALL;
        canvas.upwards(area.left() - 52, area.top() + area.height() / 2, label, size, Ink.TEXT);
    }

    private void drawLosses(Canvas canvas, Area area) {
        Scale time = area.time();
        for (Loss loss : losses) {
            if (loss.toNs() >= fromNs && loss.fromNs() <= toNs) {
                double from = Math.max(area.left(), time.at(loss.fromNs()));
                double to = Math.min(area.right(), time.at(loss.toNs()));
                canvas.hatch(from, area.top(), Math.max(2, to - from), area.height(), Ink.FRAME);
            }
        }
    }

    private static void frame(Canvas canvas, Area area) {
        double[] x = {area.left(), area.right(), area.right(), area.left(), area.left()};
        double[] y = {area.top(), area.top(), area.bottom(), area.bottom(), area.top()};
        canvas.line(x, y, x.length, Ink.FRAME, 0.8);
    }

    private void drawKeys(Canvas canvas, Panel panel, Area area, double head, boolean first) {
        double y = area.top() - head + KEY_LINE - 5;
        canvas.text(area.left(), y, panel.title(), Anchor.START, SIZE, Ink.TEXT, true);
        double begin = area.left() + canvas.length(panel.title(), SIZE) * 1.12 + 16;
        double x = begin;
        if (panel.empty() != null) {
            return;
        }
        for (Panel.Key key : panel.keys()) {
            double length = canvas.length(key.text(), SMALL) + 24;
            if (x + length > area.right() && x > begin) {
                x = begin;
                y += KEY_LINE;
            }
            canvas.disc(x + 3, y - 3.5, 3, key.color(), key.filled());
            canvas.text(x + 10, y, key.text(), Anchor.START, SMALL, Ink.TEXT, false);
            x += length;
        }
        boolean lost = losses.stream().anyMatch(l -> l.toNs() >= fromNs && l.fromNs() <= toNs);
        if (lost && first) {
            canvas.hatch(x, y - 8, 12, 9, Ink.FRAME);
            canvas.text(x + 16, y, "events were lost here", Anchor.START, SMALL, Ink.TEXT, false);
        }
    }
}
