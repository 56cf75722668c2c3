/** The words that every other module speaks: units, fields, events, connections' sides. */
module io.tcbee.model {
    exports io.tcbee.model;
}
