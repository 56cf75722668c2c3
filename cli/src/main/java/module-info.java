/** The command line: one class per command, the only main(). */
module io.tcbee.cli {
    requires dev.tamboui.tui;
    requires info.picocli;
    requires io.avaje.json;
    requires io.tcbee.bench;
    requires io.tcbee.chromium;
    requires io.tcbee.lab;
    requires io.tcbee.libbpf;
    requires io.tcbee.pcap;
    requires io.tcbee.process;
    requires io.tcbee.record;
    requires io.tcbee.store;
    requires io.tcbee.web;
    requires java.sql;
    requires org.jline;

    uses io.tcbee.store.FlowStoreProvider;

    opens io.tcbee.cli to
            info.picocli;
}
