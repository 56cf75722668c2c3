package io.tcbee.web.internal;

import io.tcbee.model.Side;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;

/** Finds what requests name. */
final class Connections {
    private Connections() {}

    /**
     * @throws Refusal of 404 if there is none of that number
     */
    static ConnectionRow find(FlowStore store, long id) {
        return store.connections().stream()
                .filter(connection -> connection.id() == id)
                .findAny()
                .orElseThrow(() ->
                        Refusal.notFound(
                                "find connection "
                                        + id
                                        + ": the database has none of that number"));
    }

    static Side side(String text) {
        return switch (text) {
            case "client" -> Side.CLIENT;
            case "server" -> Side.SERVER;
            default ->
                    throw Refusal.badRequest(
                            "read the query: side=" + text + " is neither client nor server");
        };
    }
}
