package io.tcbee.process;

/** Told every so often how far processing is. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (events, total) -> {};

    /**
     * @param events processed so far
     * @param total events of the trace
     */
    void at(long events, long total);
}
