package io.tcbee.store.duckdb;

import java.sql.SQLException;

/**
 * One step of writing that goes on while its owner prepares the next. One owner; whatever a step
 * threw is thrown once, by the owner's next call.
 */
final class Background {
    private Thread thread;
    private Throwable failure;

    /** What is done. */
    interface Step {
        void run() throws SQLException;
    }

    /** Starts {@code step} when the one before has ended. */
    void start(Step step) throws SQLException {
        await();
        thread =
                Thread.ofPlatform()
                        .name("tcbee-store")
                        .start(() -> {
                            try {
                                step.run();
                            } catch (SQLException | RuntimeException | Error e) {
                                failure = e;
                            }
                        });
    }

    /** Waits until nothing is being done; an interrupt is kept for later. */
    void await() throws SQLException {
        finish();
        Throwable thrown = failure;
        failure = null;
        switch (thrown) {
            case null -> {}
            case SQLException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw (Error) thrown;
        }
    }

    /** As {@link #await}, whatever became of it. */
    void finish() {
        boolean interrupted = false;
        while (thread != null) {
            try {
                thread.join();
                thread = null;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
