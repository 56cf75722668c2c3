package io.tcbee.web.internal;

import io.tcbee.model.Side;
import io.tcbee.store.SeriesKey;

/**
 * What most questions are about: one connection, and a range of time that is everything where it is
 * not given.
 *
 * @param fromNs ns since the start of the run, included
 * @param toNs included
 */
record RangeQuery(long connection, long fromNs, long toNs) {
    static RangeQuery of(Query query) {
        long from = query.has("from") ? query.number("from") : Long.MIN_VALUE;
        long to = query.has("to") ? query.number("to") : Long.MAX_VALUE;
        if (from > to) {
            throw Refusal.badRequest("read the query: from=" + from + " is after to=" + to);
        }
        return new RangeQuery(query.number("connection"), from, to);
    }

    /** The series that the query names. */
    SeriesKey series(Query query) {
        Side side = Connections.side(query.all("side").getFirst());
        return new SeriesKey(connection, side, query.all("series").getFirst());
    }
}
