package io.tcbee.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A file for xplot, read by the rules that xplot itself goes by: the kinds of both axes, then
 * commands, each a line of words or a colour; a text has its words on the next line; {@code go}
 * ends it.
 *
 * @param texts what is written, with its colour
 * @param segments upright lines: time, low end, high end, colour
 */
record XplotFile(List<Text> texts, List<Segment> segments) {
    private static final Set<String> AXES =
            Set.of("timeval", "dtime", "double", "signed", "unsigned");
    private static final Set<String> COLOURS =
            Set.of(
                    "white", "green", "red", "blue", "yellow", "purple", "orange", "magenta",
                    "pink");
    private static final Set<String> HEADS =
            Set.of("title", "xlabel", "ylabel", "xunits", "yunits");
    private static final Set<String> MARKS =
            Set.of(
                    "x",
                    ".",
                    "dot",
                    "+",
                    "box",
                    "diamond",
                    "larrow",
                    "rarrow",
                    "uarrow",
                    "darrow",
                    "ltick",
                    "rtick",
                    "utick",
                    "dtick",
                    "htick",
                    "vtick",
                    "invisible");
    private static final Set<String> LINES = Set.of("line", "dline");
    private static final Set<String> TEXTS = Set.of("atext", "btext", "ltext", "rtext", "ctext");

    record Text(String colour, BigDecimal time, String words) {}

    record Segment(String colour, BigDecimal time, long low, long high) {}

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with the line that xplot would not take
     */
    static XplotFile read(List<String> lines) {
        Iterator<String> all = lines.iterator();
        String[] axes = all.next().split(" ", -1);
        if (axes.length != 2 || !AXES.contains(axes[0]) || !AXES.contains(axes[1])) {
            throw wrong(lines.getFirst());
        }
        XplotFile file = new XplotFile(new ArrayList<>(), new ArrayList<>());
        String colour = "white";
        boolean over = false;
        while (all.hasNext()) {
            String line = all.next();
            String[] words = line.split(" ", -1);
            String command = words[0];
            if (over) {
                throw wrong("after go: " + line);
            } else if (COLOURS.contains(command) && words.length == 1) {
                colour = command;
            } else if (command.equals("go") && words.length == 1) {
                over = true;
            } else if (HEADS.contains(command) && words.length == 1 && all.hasNext()) {
                all.next();
            } else if (TEXTS.contains(command) && all.hasNext()) {
                file.texts.add(new Text(colour(words, 3, colour), place(words, line), all.next()));
            } else if (MARKS.contains(command)) {
                colour(words, 3, colour);
                place(words, line);
            } else if (LINES.contains(command) && words.length >= 5) {
                String own = colour(words, 5, colour);
                BigDecimal from = place(words, line);
                BigDecimal to = number(words[3], line);
                long low = number(words[2], line).longValueExact();
                long high = number(words[4], line).longValueExact();
                if (from.compareTo(to) == 0) {
                    file.segments.add(new Segment(own, from, low, high));
                }
            } else {
                throw wrong(line);
            }
        }
        if (!over) {
            throw wrong("there is no go");
        }
        return file;
    }

    private static String colour(String[] words, int at, String current) {
        if (words.length > at + 1 || (words.length > at && !COLOURS.contains(words[at]))) {
            throw wrong(String.join(" ", words));
        }
        return words.length > at ? words[at] : current;
    }

    private static BigDecimal place(String[] words, String line) {
        if (words.length < 3) {
            throw wrong(line);
        }
        number(words[2], line);
        return number(words[1], line);
    }

    private static BigDecimal number(String word, String line) {
        if (!word.matches("-?\\d+(\\.\\d+)?")) {
            throw wrong(line);
        }
        return new BigDecimal(word);
    }

    private static IllegalArgumentException wrong(String line) {
        return new IllegalArgumentException("xplot would not take: " + line);
    }
}
