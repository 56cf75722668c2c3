package io.tcbee.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text under a head: aligned for people, tab-separated for programs. */
final class TextTable {
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(List<String> head) {
        this.head = List.copyOf(head);
    }

    /** Adds a row of as many cells as the head has. */
    void add(List<String> row) {
        if (row.size() != head.size()) {
            throw new IllegalArgumentException("cells and head differ: cells=" + row.size());
        }
        rows.add(List.copyOf(row));
    }

    /**
     * Columns two blanks apart; those whose cells all begin with a digit or are "-" are
     * right-aligned.
     */
    String aligned() {
        int[] widths = new int[head.size()];
        boolean[] right = new boolean[head.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] =
                    Math.max(
                            head.get(i).length(),
                            rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0));
            right[i] = rows.stream().map(r -> r.get(column)).allMatch(TextTable::numeric);
        }
        StringBuilder text = new StringBuilder();
        line(text, head, widths, right);
        rows.forEach(row -> line(text, row, widths, right));
        return text.toString();
    }

    /** One line per row, cells between tabs, the head first. */
    String separated() {
        StringBuilder text = new StringBuilder(String.join("\t", head)).append('\n');
        rows.forEach(row -> text.append(String.join("\t", row)).append('\n'));
        return text.toString();
    }

    private static boolean numeric(String cell) {
        return cell.equals("-")
                || (!cell.isEmpty() && Character.isDigit(cell.charAt(0)) && cell.indexOf(':') < 0);
    }

    private static void line(
            StringBuilder text, List<String> cells, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String blanks = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : "  ").append(right[i] ? blanks + cell : cell + blanks);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
