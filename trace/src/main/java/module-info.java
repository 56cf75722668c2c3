/** The trace file: written by the recorder, read by everything else. */
module io.tcbee.trace {
    requires transitive io.tcbee.model;
    requires jdk.unsupported; // ExtendedOpenOption.DIRECT

    exports io.tcbee.trace;
}
