package io.tcbee.web.internal;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStore;
import io.tcbee.store.PointCollector;
import io.tcbee.store.Points;
import io.tcbee.store.Reduction;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.SqlRefusedException;
import io.tcbee.store.StoreException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code POST /formula?connection=&side=&from=&to=&columns=}: the values of the SQL expression in
 * the body, as {@code /points} gives them. With {@code name=&unit=} instead of the range they
 * become a series of the database, whose definition is the expression.
 *
 * <p>A name is one expression's for good: two connections' series of that name mean the same.
 */
public final class FormulaReply implements Router.Answer {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
    private static final String REFERENCE = "formula";

    private final FlowStore store;
    private final Runnable changed;

    /**
     * @param changed is told when a series was saved
     */
    public FormulaReply(FlowStore store, Runnable changed) {
        this.store = store;
        this.changed = changed;
    }

    @Override
    public Content to(Request request) {
        Query query = request.query();
        String expression = request.body().strip();
        if (expression.isEmpty()) {
            throw Refusal.badRequest("evaluate: the body has no expression");
        }
        long connection = Connections.find(store, query.number("connection")).id();
        Side side = Connections.side(query.all("side").getFirst());
        try {
            return query.has("name")
                    ? save(query, connection, side, expression)
                    : show(query, connection, side, expression);
        } catch (SqlRefusedException e) {
            throw Refusal.badRequest(e.getMessage());
        }
    }

    private Content show(Query query, long connection, Side side, String expression) {
        long from = query.number("from");
        long to = query.number("to");
        if (from > to) {
            throw Refusal.badRequest("evaluate: from=" + from + " is after to=" + to);
        }
        Reduction seen = new Reduction(from, to, PointsReply.columns(query.number("columns")));
        store.evaluate(
                connection,
                side,
                expression,
                (times, values, size) -> seen.add(times, values, 0, size));
        return Content.numbers(PointsReply.encode(List.of(seen.points())), query.has("gzip"));
    }

    private synchronized Content save(Query query, long connection, Side side, String expression) {
        Series series = series(query, expression);
        PointCollector all = new PointCollector();
        store.evaluate(connection, side, expression, all);
        Points points = all.points();
        try (FlowEditor editor = store.edit()) {
            editor.define(series);
            editor.write(
                    new SeriesKey(connection, side, series.name()),
                    points.timesNs(),
                    points.values());
        } catch (StoreException e) {
            throw Refusal.badRequest(e.getMessage());
        }
        changed.run();
        return Content.json(new Json().open('{').name("points").value(points.size()).close('}'));
    }

    private Series series(Query query, String expression) {
        String name = query.all("name").getFirst();
        if (!NAME.matcher(name).matches()) {
            throw Refusal.badRequest(
                    "save a series: its name is of small letters, digits and _, at most 60, not "
                            + name);
        }
        Series series =
                new Series(
                        name,
                        unit(query.all("unit").getFirst()),
                        expression,
                        Source.INFERRED,
                        REFERENCE);
        for (Series there : store.catalogue()) {
            if (there.name().equals(name) && !there.equals(series)) {
                throw Refusal.badRequest(
                        "save a series: there is one named " + name + "; give it another name");
            }
        }
        return series;
    }

    private static Unit unit(String symbol) {
        return Arrays.stream(Unit.values())
                .filter(unit -> unit.symbol().equals(symbol))
                .findAny()
                .orElseThrow(
                        () -> Refusal.badRequest("save a series: no unit is called " + symbol));
    }
}
