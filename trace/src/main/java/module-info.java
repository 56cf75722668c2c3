/** The trace file: written by the recorder, read by everything else. */
module io.tcbee.trace {
    requires transitive io.tcbee.model;

    exports io.tcbee.trace;
}
