package io.tcbee.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the user chose to see. */
final class Choices {
    /** What fills the lower part. */
    enum View {
        CONNECTIONS,
        HOOKS,
        DETAILS,
        HELP
    }

    private View view = View.CONNECTIONS;
    private Column sort = Column.RATE;
    private boolean reversed;
    private boolean endedHidden;
    private boolean frozen;
    private boolean editing;
    private String filter = "";
    private int firstColumn;
    private long selected;
    private int top;
    private int page = 1;
    private List<ConnectionRow> rows = List.of();

    /** Finds out which connections are to be seen, in which order. */
    void apply(Dashboard dashboard) {
        List<ConnectionRow> chosen = new ArrayList<>();
        String[] words = filter.toLowerCase(Locale.ROOT).strip().split("\\s+");
        for (ConnectionRow row : dashboard.connections()) {
            if (!(endedHidden && row.isEnded()) && matches(row, words)) {
                chosen.add(row);
            }
        }
        chosen.sort(reversed ? sort.order().reversed() : sort.order());
        rows = chosen;
    }

    private static boolean matches(ConnectionRow row, String[] words) {
        String all =
                String.join(
                                " ",
                                row.local(),
                                row.remote(),
                                row.process(),
                                row.congestionControl(),
                                row.state())
                        .toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (!all.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** Those that are to be seen, in order. */
    List<ConnectionRow> rows() {
        return rows;
    }

    View view() {
        return view;
    }

    /** Shows it; if it is shown already, the connections again. */
    void show(View wanted) {
        view = view == wanted ? View.CONNECTIONS : wanted;
    }

    Column sort() {
        return sort;
    }

    boolean isReversed() {
        return reversed;
    }

    /** Sorts by that column; by the same once more, the other way round. */
    void sortBy(Column column) {
        reversed = sort == column && !reversed;
        sort = column;
    }

    /** Sorts by the next column to the right (1) or left (-1). */
    void sortNext(int step) {
        List<Column> all = List.of(Column.values());
        reversed = false;
        sort = all.get(Math.floorMod(all.indexOf(sort) + step, all.size()));
    }

    void reverse() {
        reversed = !reversed;
    }

    boolean isEndedHidden() {
        return endedHidden;
    }

    void toggleEnded() {
        endedHidden = !endedHidden;
    }

    boolean isFrozen() {
        return frozen;
    }

    void toggleFrozen() {
        frozen = !frozen;
    }

    /** Whether the filter is being typed. */
    boolean isEditing() {
        return editing;
    }

    void edit(boolean begin) {
        editing = begin;
    }

    /** Words that a connection must all have, or nothing. */
    String filter() {
        return filter;
    }

    void filter(String text) {
        filter = text;
        top = 0;
    }

    /** How many columns are pushed out to the left. */
    int firstColumn() {
        return firstColumn;
    }

    void scrollColumns(int step) {
        firstColumn = Math.clamp(firstColumn + step, 0, Column.values().length - 1);
    }

    /** The cookie of the chosen connection; 0 is whichever comes first. */
    long selected() {
        return selected;
    }

    void select(long cookie) {
        selected = cookie;
    }

    /** The chosen connection's place in {@link #rows}; 0 if it is not there. */
    int selectedRow() {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).cookie() == selected) {
                return i;
            }
        }
        return 0;
    }

    /** Chooses the connection so many rows below, or above. */
    void move(int step) {
        if (!rows.isEmpty()) {
            long target = (long) selectedRow() + step;
            select(rows.get(Math.clamp(target, 0, rows.size() - 1)).cookie());
        }
    }

    /** Chooses the one that is highlighted, even where none was chosen before. */
    boolean pin() {
        move(0);
        return selected != 0 && !rows.isEmpty();
    }

    /** Rows of a page, as they were drawn last. */
    int page() {
        return page;
    }

    /**
     * The first row to draw so that the chosen one is seen.
     *
     * @param height rows that there is room for
     */
    int top(int height) {
        page = Math.max(1, height);
        int row = selectedRow();
        top = Math.clamp(top, Math.max(0, row - page + 1), Math.max(0, row));
        top = Math.clamp(top, 0, Math.max(0, rows.size() - page));
        return top;
    }
}
