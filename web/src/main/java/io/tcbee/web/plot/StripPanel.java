package io.tcbee.web.plot;

import io.tcbee.store.Points;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Codes over time as bands of colour, one below the other. */
final class StripPanel implements Panel {
    private static final double SIZE = 9;
    private final List<Band> bands = new ArrayList<>();
    private final Map<String, Key> keys = new LinkedHashMap<>();

    private final String query;

    StripPanel(String query) {
        this.query = query;
    }

    /** A series of codes, what each is called and looks like; a colour below 0 is not drawn. */
    private record Band(String name, Points points, String[] names, int[] colors) {}

    StripPanel add(String name, Points points, String[] names, int... colors) {
        if (points.size() > 0) {
            bands.add(new Band(name, points, names, colors));
        }
        return this;
    }

    @Override
    public String title() {
        return "State of the sender";
    }

    @Override
    public List<Key> keys() {
        return List.copyOf(keys.values());
    }

    @Override
    public String label() {
        return "";
    }

    @Override
    public double weight() {
        return 0.28 * Math.max(1, bands.size());
    }

    @Override
    public double[] range() {
        return bands.isEmpty() ? null : new double[] {0, bands.size()};
    }

    @Override
    public double factor() {
        return 1;
    }

    @Override
    public String empty() {
        return bands.isEmpty() ? "the kernel's state was not recorded" : null;
    }

    @Override
    public void draw(Canvas canvas, Area area, Scale values) {
        for (int i = 0; i < bands.size(); i++) {
            double top = values.at(bands.size() - i);
            double bottom = values.at(bands.size() - i - 1.0);
            draw(canvas, area, bands.get(i), top + 1, bottom - top - 2);
        }
    }

    @Override
    public int keyLines() {
        return 2;
    }

    @Override
    public void drawBeside(Canvas canvas, Area area, Scale values) {
        for (int i = 0; i < bands.size(); i++) {
            double middle = values.at(bands.size() - i - 0.5);
            canvas.text(
                    area.left() - 6,
                    middle + SIZE / 3,
                    bands.get(i).name,
                    Canvas.Anchor.END,
                    SIZE,
                    Ink.TEXT,
                    false);
        }
    }

    @Override
    public String query() {
        return query;
    }

    private void draw(Canvas canvas, Area area, Band band, double top, double height) {
        Points points = band.points;
        Scale time = area.time();
        for (int i = 0; i < points.size(); i++) {
            int code = (int) points.values()[i];
            if (code < 0 || code >= band.colors.length || band.colors[code] < 0) {
                continue;
            }
            int end = i + 1;
            while (end < points.size() && points.values()[end] == points.values()[i]) {
                end++;
            }
            double from = Math.max(area.left(), time.at(points.timesNs()[i]));
            double to =
                    end < points.size()
                            ? Math.min(area.right(), time.at(points.timesNs()[end]))
                            : area.right();
            if (to > area.left() && from < area.right()) {
                canvas.box(from, top, Math.max(0.5, to - from), height, band.colors[code], 1);
                keys.computeIfAbsent(band.names[code], name -> Key.of(name, band.colors[code]));
            }
            i = end - 1;
        }
    }
}
