/** Probes to rings to trace file. */
module io.tcbee.record {
    requires io.tcbee.bpf;
    requires io.tcbee.libbpf;
    requires transitive io.tcbee.model;
    requires transitive io.tcbee.trace;

    exports io.tcbee.record;
    exports io.tcbee.record.filter;
}
