/** The flow database: what is written, what is read, and the door for backends. */
module io.tcbee.store {
    requires transitive io.tcbee.model;

    exports io.tcbee.store;

    uses io.tcbee.store.FlowStoreProvider;
}
