/** Measurements of the built program on this machine, beside its rivals. */
module io.tcbee.bench {
    requires io.tcbee.chromium;
    requires io.tcbee.libbpf;
    requires io.tcbee.process;
    requires io.tcbee.trace;
    requires java.management;
    requires transitive io.tcbee.model;
    requires java.net.http;

    exports io.tcbee.bench;
}
