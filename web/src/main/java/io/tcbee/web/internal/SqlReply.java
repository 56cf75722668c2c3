package io.tcbee.web.internal;

import io.tcbee.store.FlowStore;
import io.tcbee.store.SqlAnswer;
import io.tcbee.store.SqlRefusedException;
import java.time.Duration;

/** {@code POST /sql}: what the SELECT in the body gives, at most 10 000 rows. */
public final class SqlReply implements Router.Answer {
    /** For so long it may run. */
    public static final Duration MOST = Duration.ofSeconds(10);

    private static final int ROWS = 10_000;
    private static final long NS_PER_MS = 1_000_000;

    private final FlowStore store;

    public SqlReply(FlowStore store) {
        this.store = store;
    }

    @Override
    public Content to(Request request) {
        if (request.body().isBlank()) {
            throw Refusal.badRequest("run SQL: the body has no SELECT");
        }
        long start = System.nanoTime();
        SqlAnswer answer;
        try {
            answer = store.select(request.body(), ROWS);
        } catch (SqlRefusedException e) {
            throw Refusal.badRequest(e.getMessage());
        }
        long ms = (System.nanoTime() - start) / NS_PER_MS;
        Json json = new Json().open('{').name("columns").open('[');
        for (int i = 0; i < answer.columns().size(); i++) {
            json.open('{').name("name").value(answer.columns().get(i));
            json.name("type").value(answer.types().get(i)).close('}');
        }
        json.close(']').name("rows").open('[');
        answer.rows()
                .forEach(row -> {
                    json.open('[');
                    row.forEach(value -> write(json, value));
                    json.close(']');
                });
        json.close(']').name("truncated").value(answer.truncated()).name("ms").value(ms);
        return Content.json(json.close('}'));
    }

    private static void write(Json json, Object value) {
        switch (value) {
            case null -> json.value((String) null);
            case Boolean truth -> json.value(truth);
            case Number number -> PacketReply.value(json, number);
            default -> json.value(value.toString());
        }
    }
}
