/** The flow database in an InfluxDB server. */
module io.tcbee.store.influx {
    requires io.tcbee.store;
    requires java.net.http;

    provides io.tcbee.store.FlowStoreProvider with
            io.tcbee.store.influx.InfluxProvider;
}
