package io.tcbee.process;

import io.tcbee.model.Endpoint;

/** Connections with these ends, in either direction. */
public record ConnectionFilter(EndFilter a, EndFilter b) {

    /**
     * Reads {@code END} or {@code END-END}, as {@link EndFilter#of}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static ConnectionFilter of(String text) {
        int dash = text.indexOf('-');
        return dash < 0
                ? new ConnectionFilter(EndFilter.of(text), EndFilter.ANY)
                : new ConnectionFilter(
                        EndFilter.of(text.substring(0, dash)),
                        EndFilter.of(text.substring(dash + 1)));
    }

    /** Whether a connection between these ends is meant. */
    public boolean takes(Endpoint one, Endpoint other) {
        return (a.takes(one) && b.takes(other)) || (a.takes(other) && b.takes(one));
    }

    boolean takes(byte[] one, int onePort, byte[] other, int otherPort) {
        return (a.takes(one, onePort) && b.takes(other, otherPort))
                || (a.takes(other, otherPort) && b.takes(one, onePort));
    }
}
