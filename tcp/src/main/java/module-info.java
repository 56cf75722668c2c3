/**
 * TCP itself: connections, sequence space, selective acknowledgments, windows; no I/O, no clock.
 */
module io.tcbee.tcp {
    requires transitive io.tcbee.model;

    exports io.tcbee.tcp;
}
