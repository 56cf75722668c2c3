package io.tcbee.record;

/** The sockets that there are, recorded by another thread while this one drains. */
final class Snapshot implements AutoCloseable {
    static final Snapshot NONE = new Snapshot(null);

    private final Thread thread;
    private volatile RuntimeException failure;

    private Snapshot(Kernel kernel) {
        thread =
                kernel == null
                        ? null
                        : Thread.ofPlatform().name("tcbee-snapshot").unstarted(() -> run(kernel));
    }

    /** Begins one, in the calling thread's network namespace. */
    static Snapshot begin(Kernel kernel) {
        Snapshot snapshot = new Snapshot(kernel);
        snapshot.thread.start();
        return snapshot;
    }

    private void run(Kernel kernel) {
        try {
            kernel.snapshot();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Whether all sockets are in the rings, or lost. */
    boolean isOver() {
        return thread == null || !thread.isAlive();
    }

    /**
     * Waits for its end.
     *
     * @throws RecordException if it failed
     */
    void await() {
        close();
        if (failure != null) {
            throw new RecordException("record the sockets: " + failure.getMessage(), failure);
        }
    }

    /** Waits for its end, whatever became of it. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
