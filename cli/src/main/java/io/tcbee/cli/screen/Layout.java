package io.tcbee.cli.screen;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Color;
import dev.tamboui.style.Style;
import io.tcbee.cli.screen.Choices.View;
import java.util.List;

/**
 * The whole screen, of any size.
 *
 * <pre>
 *  recording lo into trace.tcbee                  00:01:23
 *  trace 12.3 MB, 1.2 MB/s  disk ...  ring 3 %  lost 0
 *  packets/s ...   events/s ...   bytes/s ...             from 18 rows up
 *  hooks                                                  from 44 rows up, or instead of the table
 *  connections                                            or the details of one, or the help
 *  keys
 * </pre>
 */
final class Layout {
    private static final int LEAST_WIDTH = 24;
    private static final int LEAST_HEIGHT = 5;
    private static final int CURVES_FROM = 18;
    private static final int TALL = 44;
    private static final double RATE_SECONDS = 120;

    private Layout() {}

    static void draw(Buffer buffer, Dashboard dashboard, Choices choices, Hits hits) {
        Pen pen = new Pen(buffer, buffer.area());
        hits.clear();
        if (pen.width() < LEAST_WIDTH || pen.height() < LEAST_HEIGHT || dashboard.isEmpty()) {
            pen.text(0, 0, dashboard.title(), Palette.PLAIN);
            pen.text(0, 1, "q ends it", Palette.DIM);
            return;
        }
        choices.apply(dashboard);
        title(pen, dashboard, choices);
        int row = 2;
        if (pen.height() >= CURVES_FROM) {
            int height = pen.height() >= 32 ? 7 : 5;
            curves(pen.part(0, row, pen.width(), height), dashboard);
            row += height;
        }
        if (pen.height() >= TALL && choices.view() != View.HOOKS) {
            int height = Math.min(HookPanel.height(dashboard), (pen.height() - row) / 3);
            HookPanel.draw(pen.part(0, row, pen.width(), height), dashboard);
            row += height;
        }
        body(pen.part(0, row, pen.width(), pen.height() - row - 1), dashboard, choices, hits);
        KeyBar.draw(pen.part(0, pen.height() - 1, pen.width(), 1), choices);
    }

    private static void title(Pen pen, Dashboard dashboard, Choices choices) {
        Sample newest = dashboard.newest();
        String clock =
                (choices.isFrozen() ? "picture frozen  " : "")
                        + Figures.clock(dashboard.durationNs());
        pen.text(1, 0, pen.width() - clock.length() - 3, dashboard.title(), Palette.TITLE);
        pen.right(pen.width() - 1, 0, clock, Palette.TITLE);
        int at = pen.text(1, 1, "trace " + Figures.bytes(newest.fileBytes()), Palette.PLAIN);
        if (newest.diskLeftBytes() >= 0) {
            at =
                    pen.text(
                            at + 2,
                            1,
                            "disk " + Figures.bytes(newest.diskLeftBytes()) + " left",
                            Palette.PLAIN);
        }
        long percent = Math.round(newest.ringFill() * 100);
        at =
                pen.text(
                        at + 2,
                        1,
                        "ring " + percent + " %",
                        percent > 50 ? Palette.ALARM : Palette.PLAIN);
        Style alarm = dashboard.lost() > 0 ? Palette.ALARM : Palette.GOOD;
        pen.text(at + 2, 1, "lost " + dashboard.lost(), alarm);
    }

    private static void curves(Pen pen, Dashboard dashboard) {
        double step = RecordScreen.SAMPLE_SECONDS;
        List<Curve> curves =
                List.of(
                        Curve.of(
                                "packets/s",
                                Figures::scaled,
                                Color.CYAN,
                                dashboard.packets(),
                                step),
                        Curve.of(
                                "events/s",
                                Figures::scaled,
                                Color.YELLOW,
                                dashboard.events(),
                                step),
                        Curve.of("bytes/s", Figures::bytes, Color.GREEN, dashboard.bytes(), step));
        int width = pen.width() / curves.size();
        for (int i = 0; i < curves.size(); i++) {
            curves.get(i).draw(pen.part(i * width + 1, 0, width - 2, pen.height()), RATE_SECONDS);
        }
    }

    private static void body(Pen pen, Dashboard dashboard, Choices choices, Hits hits) {
        ConnectionRow chosen = dashboard.connection(choices.selected());
        if (choices.view() == View.HELP) {
            HelpPanel.draw(pen);
        } else if (choices.view() == View.HOOKS) {
            HookPanel.draw(pen, dashboard);
        } else if (choices.view() == View.DETAILS && chosen != null) {
            DetailPanel.draw(pen, dashboard, chosen);
        } else {
            ConnectionPanel.draw(pen, dashboard, choices, hits);
        }
    }

    /** A buffer of that size, drawn. */
    static Buffer drawn(int width, int height, Dashboard dashboard, Choices choices, Hits hits) {
        Buffer buffer = Buffer.empty(Rect.of(width, height));
        draw(buffer, dashboard, choices, hits);
        return buffer;
    }
}
