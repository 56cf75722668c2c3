/** The flow store over HTTP, and the page that draws it. */
module io.tcbee.web {
    requires transitive io.tcbee.store;
    requires io.tcbee.model;
    requires java.desktop;
    requires jdk.httpserver;

    exports io.tcbee.web;
    exports io.tcbee.web.plot;
    exports io.tcbee.web.spi;
}
