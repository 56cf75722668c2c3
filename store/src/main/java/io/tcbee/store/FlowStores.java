package io.tcbee.store;

import io.tcbee.store.FlowStoreProvider.Mode;
import java.util.ServiceLoader;

/** Opens a flow database with whichever backend its location names. */
public final class FlowStores {
    private FlowStores() {}

    /**
     * @throws StoreException if no backend accepts {@code location}, or it cannot be opened
     */
    public static FlowStore open(String location, Mode mode) {
        for (FlowStoreProvider provider : ServiceLoader.load(FlowStoreProvider.class)) {
            if (provider.accepts(location)) {
                return provider.open(location, mode);
            }
        }
        throw new StoreException(
                "open " + location + ": no such kind of database; name it FILE.duckdb");
    }
}
