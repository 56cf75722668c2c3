package io.tcbee.web.internal;

import io.tcbee.store.FlowStore;

/** What a range of a series tells as a whole, of every point in it, in the stored unit. */
public final class SampleReply {
    private static final int USUAL_POINTS = 200;
    private static final int MOST_POINTS = 10_000;

    private final FlowStore store;

    public SampleReply(FlowStore store) {
        this.store = store;
    }

    /** {@code /statistics?connection=1&side=client&series=rtt_us&from=0&to=1000}. */
    public Content statistics(Request request) {
        Sample sample = sample(request.query());
        Json json = new Json().open('{').name("count").value((long) sample.count());
        json.name("min").value(sample.min()).name("mean").value(sample.mean());
        json.name("p50").value(sample.quantile(0.5)).name("p95").value(sample.quantile(0.95));
        json.name("p99").value(sample.quantile(0.99)).name("max").value(sample.max());
        json.name("slope_per_s").value(sample.slope());
        json.name("first").value(sample.first()).name("last").value(sample.last());
        return Content.json(json.close('}')).kept();
    }

    /** {@code /distribution?...&points=200}: shares of the values that do not exceed a value. */
    public Content distribution(Request request) {
        Query query = request.query();
        long points = query.has("points") ? query.number("points") : USUAL_POINTS;
        if (points < 2 || points > MOST_POINTS) {
            throw Refusal.badRequest(
                    "read the query: points=%d is not within 2 and %d"
                            .formatted(points, MOST_POINTS));
        }
        Sample sample = sample(query);
        int steps = (int) Math.min(points, sample.count());
        Json json = new Json().open('{').name("count").value((long) sample.count());
        json.name("values").open('[');
        for (int i = 1; i <= steps; i++) {
            json.value(sample.quantile((double) i / steps));
        }
        json.close(']').name("shares").open('[');
        for (int i = 1; i <= steps; i++) {
            json.value((double) i / steps);
        }
        json.close(']').name("min").value(sample.min());
        return Content.json(json.close('}')).kept();
    }

    private Sample sample(Query query) {
        RangeQuery range = RangeQuery.of(query);
        Sample sample = Sample.of(store, range.series(query), range.fromNs(), range.toNs());
        if (sample.count() == 0) {
            Connections.find(store, range.connection());
        }
        return sample;
    }
}
