/** The command line: one class per command, the only main(). */
module io.tcbee.cli {
    requires info.picocli;
    requires io.avaje.json;
    requires io.tcbee.bench;
    requires io.tcbee.lab;
    requires io.tcbee.libbpf;
    requires io.tcbee.process;
    requires io.tcbee.record;
    requires io.tcbee.store;
    requires io.tcbee.web;

    uses io.tcbee.store.FlowStoreProvider;

    opens io.tcbee.cli to
            info.picocli;
}
