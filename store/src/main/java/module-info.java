/** The flow database: what is written, what is read, and the door for backends. */
module io.tcbee.store {
    requires transitive io.tcbee.model;
    requires transitive java.sql;

    exports io.tcbee.store;
    exports io.tcbee.store.backend;

    uses io.tcbee.store.FlowStoreProvider;
}
