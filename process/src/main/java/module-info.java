/** From a trace or capture to a flow database. */
module io.tcbee.process {
    requires io.tcbee.pcap;
    requires io.tcbee.tcp;
    requires transitive io.tcbee.trace;
    requires transitive io.tcbee.metric;
    requires transitive io.tcbee.model;
    requires transitive io.tcbee.store;
    requires java.compiler;

    exports io.tcbee.process;
    exports io.tcbee.process.fairness;
    exports io.tcbee.process.finding;
    exports io.tcbee.process.plugin;

    uses io.tcbee.metric.Metric;
}
