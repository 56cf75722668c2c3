package io.tcbee.libbpf;

import java.util.function.Consumer;

/**
 * A program at its place; closing it takes the program away, and so does the end of the process
 * (except for clsact).
 */
public final class BpfLink implements AutoCloseable {
    private final String place;
    private Runnable detach;

    BpfLink(String place, Runnable detach) {
        this.place = place;
        this.detach = detach;
    }

    /** Where: {@code tp_btf/tcp_probe}, {@code tcx/ingress}, {@code clsact/egress}, ... */
    public String place() {
        return place;
    }

    /** The same link, whose detaching is run by {@code runner}; this one is of no use any more. */
    public BpfLink closedBy(Consumer<Runnable> runner) {
        Runnable inner = detach;
        return new BpfLink(place, () -> runner.accept(inner));
    }

    /** Detaches; a second call does nothing. */
    @Override
    public synchronized void close() {
        Runnable once = detach;
        detach = () -> {};
        once.run();
    }
}
