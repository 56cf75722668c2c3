package io.tcbee.store;

import io.tcbee.store.FlowStoreProvider.Mode;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Opens a flow database with whichever backend its location names. */
public final class FlowStores {
    private FlowStores() {}

    /**
     * @throws StoreException if no backend accepts {@code location}, or it cannot be opened
     */
    public static FlowStore open(String location, Mode mode) {
        Set<String> forms = new TreeSet<>();
        for (FlowStoreProvider provider : ServiceLoader.load(FlowStoreProvider.class)) {
            if (provider.accepts(location)) {
                return provider.open(location, mode);
            }
            forms.add(provider.form());
        }
        throw new StoreException(
                "open %s: no such kind of database; name it %s"
                        .formatted(location, String.join(" or ", forms)));
    }
}
