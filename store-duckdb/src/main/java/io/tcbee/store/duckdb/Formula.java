package io.tcbee.store.duckdb;

import io.tcbee.model.Side;
import io.tcbee.store.backend.Catalogue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The SELECT for an expression over series of one side of a connection. */
final class Formula {

    /** A text, a comment, a function, or a word that may name a series. */
    private static final Pattern TOKEN =
            Pattern.compile("'[^']*'|--.*|\\w+\\s*\\(|\"?([A-Za-z_]\\w*)\"?");

    private final String expression;
    private final SequencedMap<String, String> places = new LinkedHashMap<>();
    private final String of;

    /**
     * @param known tables by the names of the series that the connection has on that side; of
     *     derived series {@code points}
     */
    Formula(long connection, Side side, String expression, Map<String, String> known) {
        of = "connection = %d AND side = %d".formatted(connection, side == Side.CLIENT ? 0 : 1);
        this.expression = TOKEN.matcher(expression).replaceAll(token -> quoted(token, known));
    }

    /** Some series are called as words of SQL are: {@code window}. */
    private String quoted(MatchResult token, Map<String, String> known) {
        String name = token.group(1);
        String place = name == null ? null : known.get(name);
        if (place == null) {
            return Matcher.quoteReplacement(token.group());
        }
        places.put(name, place);
        return '"' + name + '"';
    }

    /** Whether it names no series. */
    boolean isConstant() {
        return places.isEmpty();
    }

    /**
     * Rows of time_ns, #row (which orders those of one time) and value: of columns of one table its
     * rows in which all are there; else one for each time at which any of the series has a point,
     * with the last ones of the others at or before, from when all have one.
     */
    String select() {
        boolean together =
                places.values().stream().distinct().count() == 1
                        && !places.firstEntry().getValue().equals(Catalogue.POINTS);
        // An expression may end in a comment: its own lines.
        return "SELECT time_ns, \"#row\", (\n%s\n)::DOUBLE AS value FROM (%s)"
                .formatted(expression, together ? rows() : steps());
    }

    private String rows() {
        String columns =
                places.keySet().stream()
                        .map("\"%1$s\"::DOUBLE AS \"%1$s\""::formatted)
                        .collect(Collectors.joining(", "));
        String there =
                places.keySet().stream()
                        .map("\"%s\" IS NOT NULL"::formatted)
                        .collect(Collectors.joining(" AND "));
        return "SELECT time_ns, rowid AS \"#row\", %s FROM \"%s\" WHERE %s AND %s"
                .formatted(columns, places.firstEntry().getValue(), of, there);
    }

    private String steps() {
        StringBuilder columns = new StringBuilder();
        StringBuilder joins = new StringBuilder();
        StringBuilder series = new StringBuilder("WITH ");
        StringBuilder times = new StringBuilder();
        int n = 0;
        for (Map.Entry<String, String> each : places.entrySet()) {
            String step = "step_" + n++;
            boolean derived = each.getValue().equals(Catalogue.POINTS);
            String column = derived ? "value" : "\"" + each.getKey() + "\"";
            String which =
                    derived
                            ? "number = (SELECT number FROM catalogue WHERE name = %s)"
                                    .formatted(Schema.text(each.getKey()))
                            : column + " IS NOT NULL";
            String table = derived ? "derived" : each.getValue();
            series.append(
                    "%s AS (SELECT time_ns, arg_max(%s::DOUBLE, rowid) AS value FROM \"%s\" WHERE %s AND %s GROUP BY time_ns), "
                            .formatted(step, column, table, of, which));
            times.append(times.isEmpty() ? "" : " UNION ALL ")
                    .append("SELECT time_ns FROM ")
                    .append(step);
            columns.append(", %s.value AS \"%s\"".formatted(step, each.getKey()));
            joins.append(" ASOF JOIN %1$s ON times.time_ns >= %1$s.time_ns".formatted(step));
        }
        return series.append("times AS (SELECT DISTINCT time_ns, 0 AS \"#row\" FROM (")
                .append(times)
                .append(")) SELECT times.time_ns, times.\"#row\"")
                .append(columns)
                .append(" FROM times")
                .append(joins)
                .toString();
    }
}
