package io.tcbee.cli.screen;

import dev.tamboui.style.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The table of connections: those columns for which there is room, and the rows around the chosen.
 */
final class ConnectionPanel {
    private static final int GAP = 1;

    private ConnectionPanel() {}

    /** A column and where it was put. */
    record Place(Column column, int left, int width) {}

    static void draw(Pen pen, Dashboard dashboard, Choices choices, Hits hits) {
        Rule.draw(pen, 0, heading(dashboard, choices), remark(dashboard));
        List<Place> places = places(pen.width(), choices.firstColumn());
        head(pen, places, choices);
        int height = pen.height() - 2;
        int top = choices.top(height);
        List<ConnectionRow> rows = choices.rows();
        for (int i = 0; i < height && top + i < rows.size(); i++) {
            ConnectionRow row = rows.get(top + i);
            draw(pen, i + 2, row, places);
            if (top + i == choices.selectedRow()) {
                pen.look(i + 2, Palette.CHOSEN);
            }
            hits.row(pen.area().y() + i + 2, row.cookie());
        }
        hits.head(pen.area().y() + 1, pen.area().x(), places);
        if (rows.isEmpty()) {
            pen.text(2, 3, nothing(dashboard, choices), Palette.DIM);
        }
    }

    private static String heading(Dashboard dashboard, Choices choices) {
        int shown = choices.rows().size();
        int all = dashboard.connections().size();
        String count = shown == all ? all + " connections" : shown + " of " + all + " connections";
        return choices.filter().isBlank() ? count : count + ", filter: " + choices.filter();
    }

    private static String remark(Dashboard dashboard) {
        List<String> remarks = new ArrayList<>();
        if (dashboard.newest().evicted() > 0) {
            remarks.add(dashboard.newest().evicted() + " older ones no longer listed");
        }
        if (dashboard.newest().sampled() < 1) {
            long percent = (long) Math.floor(dashboard.newest().sampled() * 100);
            remarks.add("sampled: " + percent + " % of the states looked at");
        }
        return String.join(", ", remarks);
    }

    private static String nothing(Dashboard dashboard, Choices choices) {
        if (dashboard.connections().isEmpty()) {
            return "no connection has done anything yet";
        }
        return choices.filter().isBlank()
                ? "all of them have ended (e shows them)"
                : "no connection has all of: " + choices.filter();
    }

    /** As many columns as fit, the most wanted first; what is left over goes to the texts. */
    static List<Place> places(int width, int first) {
        List<Column> candidates =
                new ArrayList<>(List.of(Column.values()).subList(first, Column.values().length));
        candidates.sort(Comparator.comparingInt(Column::rank));
        List<Column> chosen = new ArrayList<>();
        int used = 0;
        for (Column column : candidates) {
            if (chosen.isEmpty() || used + GAP + column.width() <= width) {
                used += column.width() + (chosen.isEmpty() ? 0 : GAP);
                chosen.add(column);
            }
        }
        chosen.sort(Comparator.naturalOrder());
        return spread(chosen, Math.max(0, width - used));
    }

    private static List<Place> spread(List<Column> columns, int spare) {
        List<Column> greedy =
                columns.stream()
                        .filter(column ->
                                column.compareTo(Column.PROCESS) <= 0 || column == Column.CURVE)
                        .toList();
        List<Place> places = new ArrayList<>();
        int left = 0;
        for (Column column : columns) {
            int index = greedy.indexOf(column);
            int more =
                    index < 0 ? 0 : spare / greedy.size() + (index < spare % greedy.size() ? 1 : 0);
            int width = column.width() + Math.min(more, 20);
            places.add(new Place(column, left, width));
            left += width + GAP;
        }
        return places;
    }

    private static void head(Pen pen, List<Place> places, Choices choices) {
        for (Place place : places) {
            boolean sorted = place.column() == choices.sort();
            String arrow = choices.isReversed() ? "↑" : "↓";
            String text = place.column().title() + (sorted ? arrow : "");
            cell(pen, 1, place, text, sorted ? Palette.SORTED : Palette.HEAD);
        }
    }

    private static void draw(Pen pen, int row, ConnectionRow connection, List<Place> places) {
        Style style = connection.isEnded() ? Palette.DIM : Palette.PLAIN;
        for (Place place : places) {
            if (place.column() == Column.CURVE) {
                String bars = Curve.bars(connection.rates(), place.width());
                pen.text(place.left(), row, place.width(), bars, Palette.CURVE);
            } else {
                cell(pen, row, place, place.column().text(connection), style);
            }
        }
    }

    private static void cell(Pen pen, int row, Place place, String text, Style style) {
        if (place.column().isNumber()) {
            pen.right(place.left() + place.width(), row, text, style);
        } else {
            pen.text(place.left(), row, place.width(), text, style);
        }
    }
}
