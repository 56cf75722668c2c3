package io.tcbee.cli.screen;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Field;
import io.tcbee.model.TcpState;
import io.tcbee.record.LiveConnection;

/** One connection as it is shown: its newest values, its rates, and how they came to be. */
final class ConnectionRow {
    /** A minute at two samples per second. */
    static final int SAMPLES = 120;

    /** {@code min_rtt_us} before the first measurement. */
    private static final long NO_RTT = 0xFFFF_FFFFL;

    /** By {@code sk_state} (include/net/tcp_states.h), as ss(8) calls them. */
    private static final String[] STATES = {
        "-",
        "ESTAB",
        "SYN-SENT",
        "SYN-RECV",
        "FIN-WAIT-1",
        "FIN-WAIT-2",
        "TIME-WAIT",
        "CLOSED",
        "CLOSE-WAIT",
        "LAST-ACK",
        "LISTEN",
        "CLOSING",
        "SYN-RECV"
    };

    private LiveConnection newest;
    private String local = "?";
    private String remote = "?";
    private String process = "-";
    private String congestionControl = "-";
    private long namedPid = -1;
    private double outBitsPerSecond;
    private double inBitsPerSecond;
    private final History rates = new History(SAMPLES);
    private final History windows = new History(SAMPLES);
    private final History rtts = new History(SAMPLES);
    private final History flights = new History(SAMPLES);

    ConnectionRow(LiveConnection first) {
        newest = first;
        name();
    }

    /**
     * Takes what is known now.
     *
     * @param seconds since the last time
     */
    void update(LiveConnection now, double seconds) {
        outBitsPerSecond = bitsPerSecond(now, TcpState.BYTES_ACKED, seconds);
        inBitsPerSecond = bitsPerSecond(now, TcpState.BYTES_RECEIVED, seconds);
        newest = now;
        name();
        rates.add(bitsPerSecond());
        windows.add((double) value(TcpState.SND_CWND));
        rtts.add(srttUs());
        flights.add((double) now.inFlight());
    }

    private double bitsPerSecond(LiveConnection now, Field bytes, double seconds) {
        return Math.max(0, now.value(bytes) - newest.value(bytes)) * 8 / seconds;
    }

    private void name() {
        if (newest.isKnown() && newest.pid() != namedPid) {
            namedPid = newest.pid();
            local = newest.local().map(Endpoint::toString).orElse("?");
            remote = newest.remote().map(Endpoint::toString).orElse("?");
            congestionControl = Figures.clean(newest.congestionControl());
            process = namedPid == 0 ? "-" : namedPid + "/" + Figures.clean(newest.comm());
        }
    }

    LiveConnection newest() {
        return newest;
    }

    long cookie() {
        return newest.cookie();
    }

    long value(Field field) {
        return newest.value(field);
    }

    String local() {
        return local;
    }

    String remote() {
        return remote;
    }

    /** Process id and name; "-" if no call was seen yet. */
    String process() {
        return process;
    }

    String congestionControl() {
        return congestionControl;
    }

    boolean isEnded() {
        return newest.isEnded();
    }

    String state() {
        long state = value(TcpState.SK_STATE);
        return state < STATES.length ? STATES[(int) state] : Long.toString(state);
    }

    double outBitsPerSecond() {
        return outBitsPerSecond;
    }

    double inBitsPerSecond() {
        return inBitsPerSecond;
    }

    /** Both directions together. */
    double bitsPerSecond() {
        return outBitsPerSecond + inBitsPerSecond;
    }

    /** NaN while there is none. */
    double srttUs() {
        long srtt = value(TcpState.SRTT_US);
        return srtt == 0 ? Double.NaN : srtt;
    }

    /** NaN while there is none. */
    double minRttUs() {
        long least = value(TcpState.MIN_RTT_US);
        return least == NO_RTT || least == 0 ? Double.NaN : least;
    }

    /** Bit/s. */
    History rates() {
        return rates;
    }

    /** Segments. */
    History windows() {
        return windows;
    }

    /** us. */
    History rtts() {
        return rtts;
    }

    /** Segments. */
    History flights() {
        return flights;
    }
}
