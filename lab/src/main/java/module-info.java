/** A scripted network path between two network namespaces of this machine. */
module io.tcbee.lab {
    requires io.tcbee.libbpf;

    exports io.tcbee.lab;
}
