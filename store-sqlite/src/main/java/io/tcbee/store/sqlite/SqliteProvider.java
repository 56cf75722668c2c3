package io.tcbee.store.sqlite;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider;

/** Opens {@code FILE.sqlite}. */
public final class SqliteProvider implements FlowStoreProvider {

    @Override
    public String name() {
        return "SQLite";
    }

    @Override
    public String form() {
        return "FILE.sqlite";
    }

    @Override
    public boolean accepts(String location) {
        return location.endsWith(".sqlite") && !location.contains("://");
    }

    @Override
    public FlowStore open(String location, Mode mode) {
        return SqliteStore.open(location, mode);
    }
}
