package io.tcbee.web.internal;

import io.tcbee.model.Side;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Points;
import io.tcbee.store.SeriesKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code /points?connection=1&side=client&series=snd_cwnd&from=0&to=2000000000&columns=1200}:
 * points as little-endian float64, nothing else.
 *
 * <p>{@code connection}, {@code side} and {@code series} may be repeated together: the n-th of each
 * name the n-th series. The body has, for each in order:
 *
 * <pre>
 *   size | total | time 0 .. time size-1 | value 0 .. value size-1
 * </pre>
 *
 * <p>Times are ns since the start of the run, exact in a float64 for 104 days (2^53 ns). {@code
 * total} is how many points the store has in the range; above {@code size} they were reduced as
 * {@link FlowStore#read} says. A series that has no point there is {@code 0 | 0}.
 *
 * <p>Compressed only with {@code gzip=yes}: that makes a third to a half of it at some 30 MB/s,
 * which loses time on loopback and gains some through a tunnel; the page knows how fast they came.
 */
public final class PointsReply implements Router.Answer {
    private static final int MOST_COLUMNS = 20_000;
    private static final int MOST_SERIES = 256;

    private final FlowStore store;
    private final Set<Long> known = new HashSet<>();

    public PointsReply(FlowStore store) {
        this.store = store;
    }

    @Override
    public Content to(Request request) {
        Query query = request.query();
        long from = query.number("from");
        long to = query.number("to");
        int columns = columns(query.number("columns"));
        if (from > to) {
            throw Refusal.badRequest("read points: from=" + from + " is after to=" + to);
        }
        List<Points> answers = new ArrayList<>();
        for (SeriesKey key : keys(query)) {
            answers.add(store.read(key, from, to, columns));
        }
        return Content.numbers(encode(answers), query.has("gzip")).kept();
    }

    /**
     * @throws Refusal if no plot has so many columns
     */
    static int columns(long columns) {
        if (columns < 1 || columns > MOST_COLUMNS) {
            throw Refusal.badRequest(
                    "read points: columns=" + columns + " is not within 1 and " + MOST_COLUMNS);
        }
        return (int) columns;
    }

    private List<SeriesKey> keys(Query query) {
        List<String> connections = query.all("connection");
        List<String> sides = query.all("side");
        List<String> series = query.all("series");
        if (connections.size() != sides.size() || sides.size() != series.size()) {
            throw Refusal.badRequest(
                    "read points: connection, side and series must be given equally often");
        }
        if (series.size() > MOST_SERIES) {
            throw Refusal.badRequest(
                    "read points: " + series.size() + " series are more than " + MOST_SERIES);
        }
        List<SeriesKey> keys = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            long connection = Query.number("connection", connections.get(i));
            requireConnection(connection);
            keys.add(new SeriesKey(connection, side(sides.get(i)), series.get(i)));
        }
        return keys;
    }

    private static Side side(String text) {
        return switch (text) {
            case "client" -> Side.CLIENT;
            case "server" -> Side.SERVER;
            default ->
                    throw Refusal.badRequest(
                            "read points: side=" + text + " is neither client nor server");
        };
    }

    /** Connections are only ever added, so one that was found once need not be looked for again. */
    private synchronized void requireConnection(long id) {
        if (known.contains(id)) {
            return;
        }
        known.addAll(
                store.connections().stream().map(ConnectionRow::id).collect(Collectors.toSet()));
        if (!known.contains(id)) {
            throw Refusal.notFound(
                    "find connection " + id + ": the database has none of that number");
        }
    }

    /** Points as the body has them. */
    static byte[] encode(List<Points> answers) {
        int doubles = answers.stream().mapToInt(points -> 2 + 2 * points.size()).sum();
        byte[] body = new byte[Math.multiplyExact(doubles, Double.BYTES)];
        ByteBuffer out = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        for (Points points : answers) {
            out.putDouble(points.size()).putDouble((double) points.total());
            for (long time : points.timesNs()) {
                out.putDouble((double) time);
            }
            for (double value : points.values()) {
                out.putDouble(value);
            }
        }
        return body;
    }
}
