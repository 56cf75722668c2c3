package io.tcbee.web;

import io.tcbee.web.spi.Remarks;
import io.tcbee.web.spi.SeriesFiles;

/**
 * Where the page is served, to whom, and with what.
 *
 * @param address to listen on: a name or number of this machine
 * @param port 0 takes a free one
 * @param token that a browser must have; null none, on loopback only
 * @param remarks who knows findings
 * @param files who writes points into files of other programs
 */
public record WebOptions(
        String address, int port, String token, Remarks remarks, SeriesFiles files) {
    private static final String LOOPBACK = "127.0.0.1";

    /** On loopback, without findings and exports. */
    public static WebOptions onLoopback(int port) {
        return new WebOptions(LOOPBACK, port, null, Remarks.NONE, SeriesFiles.NONE);
    }

    public WebOptions with(Remarks others) {
        return new WebOptions(address, port, token, others, files);
    }

    public WebOptions with(SeriesFiles others) {
        return new WebOptions(address, port, token, remarks, others);
    }

    /** Elsewhere than on loopback, to whoever has the token. */
    public WebOptions at(String elsewhere, String secret) {
        return new WebOptions(elsewhere, port, secret, remarks, files);
    }
}
