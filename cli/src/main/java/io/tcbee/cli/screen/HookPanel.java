package io.tcbee.cli.screen;

import dev.tamboui.style.Style;
import java.util.Comparator;
import java.util.List;

/** Per hook: calls, events, what was lost, what a call takes. */
final class HookPanel {
    private static final int NAME = 24;
    private static final int NUMBER = 11;
    private static final String COST = "ns per call: sampled, includes about 45 ns of measuring";

    private HookPanel() {}

    /** Rows that all hooks need. */
    static int height(Dashboard dashboard) {
        return dashboard.hooks().size() + 2;
    }

    static void draw(Pen pen, Dashboard dashboard) {
        Rule.draw(pen, 0, "hooks", COST);
        heading(pen);
        List<HookRow> hooks =
                dashboard.hooks().stream()
                        .sorted(
                                Comparator.comparingDouble(HookRow::eventsPerSecond)
                                        .thenComparingDouble(HookRow::callsPerSecond)
                                        .reversed()
                                        .thenComparingInt(hook -> hook.total().id()))
                        .toList();
        for (int i = 0; i < hooks.size() && i + 2 < pen.height(); i++) {
            row(pen, i + 2, hooks.get(i));
        }
    }

    private static void heading(Pen pen) {
        pen.text(1, 1, NAME, "hook", Palette.HEAD);
        cell(pen, 1, 0, "calls/s", Palette.HEAD);
        cell(pen, 1, 1, "events/s", Palette.HEAD);
        cell(pen, 1, 2, "lost", Palette.HEAD);
        cell(pen, 1, 3, "ns per call", Palette.HEAD);
        pen.text(NAME + 4 * NUMBER + 3, 1, "place", Palette.HEAD);
    }

    private static void row(Pen pen, int row, HookRow hook) {
        HookTotal total = hook.total();
        pen.text(1, row, NAME, total.name(), Palette.PLAIN);
        cell(pen, row, 0, Figures.scaled(hook.callsPerSecond()), Palette.PLAIN);
        cell(pen, row, 1, Figures.scaled(hook.eventsPerSecond()), Palette.PLAIN);
        cell(
                pen,
                row,
                2,
                Long.toString(total.lost()),
                total.lost() > 0 ? Palette.ALARM : Palette.PLAIN);
        cell(pen, row, 3, Figures.scaled(hook.nanosecondsPerCall()), Palette.PLAIN);
        pen.text(NAME + 4 * NUMBER + 3, row, total.place(), Palette.DIM);
    }

    private static void cell(Pen pen, int row, int column, String text, Style style) {
        pen.right(NAME + 1 + (column + 1) * NUMBER, row, text, style);
    }
}
