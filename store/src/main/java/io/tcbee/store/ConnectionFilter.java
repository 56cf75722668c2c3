package io.tcbee.store;

import io.tcbee.model.Endpoint;
import java.net.InetAddress;

/**
 * Which connections are wanted: those that agree with every part that is set.
 *
 * @param run of that run; null any
 * @param address at either end; null any
 * @param port at either end; null any
 * @param fromNs ended then or later, ns since the start of its run
 * @param toNs began then or earlier
 */
public record ConnectionFilter(
        Long run, InetAddress address, Integer port, long fromNs, long toNs) {
    /** Every connection. */
    public static final ConnectionFilter ALL =
            new ConnectionFilter(null, null, null, Long.MIN_VALUE, Long.MAX_VALUE);

    public ConnectionFilter ofRun(long wanted) {
        return new ConnectionFilter(wanted, address, port, fromNs, toNs);
    }

    public ConnectionFilter withAddress(InetAddress wanted) {
        return new ConnectionFilter(run, wanted, port, fromNs, toNs);
    }

    public ConnectionFilter withPort(int wanted) {
        return new ConnectionFilter(run, address, wanted, fromNs, toNs);
    }

    /** Open at some time in [{@code from}, {@code to}]. */
    public ConnectionFilter between(long from, long to) {
        return new ConnectionFilter(run, address, port, from, to);
    }

    public boolean matches(ConnectionRow row) {
        return (run == null || run == row.run())
                && (address == null || isAt(row.client()) || isAt(row.server()))
                && (port == null || port == row.client().port() || port == row.server().port())
                && row.endNs() >= fromNs
                && row.startNs() <= toNs;
    }

    private boolean isAt(Endpoint end) {
        return end.address().equals(address);
    }
}
