package io.tcbee.store.duckdb;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider;

/** Opens {@code FILE.duckdb}. */
public final class DuckDbProvider implements FlowStoreProvider {

    @Override
    public String name() {
        return "DuckDB";
    }

    @Override
    public String form() {
        return "FILE.duckdb";
    }

    @Override
    public boolean accepts(String location) {
        return location.endsWith(".duckdb");
    }

    @Override
    public FlowStore open(String location, Mode mode) {
        return DuckDbStore.open(location, mode);
    }
}
