/** Packet captures: read as the events of a trace, and written. */
module io.tcbee.pcap {
    requires transitive io.tcbee.trace;
    requires transitive io.tcbee.model;

    exports io.tcbee.pcap;
}
