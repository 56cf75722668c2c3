/** A browser under control: tests of the page and its benchmark look through it. */
module io.tcbee.chromium {
    requires java.net.http;

    exports io.tcbee.chromium;
}
