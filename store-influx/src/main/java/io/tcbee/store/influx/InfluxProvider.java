package io.tcbee.store.influx;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider;

/** Opens {@code influx://HOST:PORT/DATABASE}. */
public final class InfluxProvider implements FlowStoreProvider {

    @Override
    public String name() {
        return "InfluxDB";
    }

    @Override
    public String form() {
        return "influx://HOST:PORT/DATABASE";
    }

    @Override
    public boolean accepts(String location) {
        return location.startsWith("influx://");
    }

    @Override
    public FlowStore open(String location, Mode mode) {
        Server server = Server.of(InfluxLocation.of(location), Credentials.of(System.getenv()));
        return InfluxStore.open(server, mode);
    }
}
