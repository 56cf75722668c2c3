package io.tcbee.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the work of this thread end in order when the process is asked to end (SIGINT, SIGTERM): the
 * thread is interrupted, and the process waits for {@link #close}, a minute at most.
 */
final class Ending implements AutoCloseable {
    private static final long MINUTES = 1;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread work = Thread.currentThread();

    /**
     * @param exit the exit code of a process that was asked to end
     */
    Ending(int exit) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(exit), "ending"));
    }

    private void end(int exit) {
        if (done.getCount() == 0) {
            return; // the work was over before
        }
        work.interrupt();
        try {
            if (done.await(MINUTES, TimeUnit.MINUTES)) {
                Runtime.getRuntime().halt(exit);
            }
        } catch (InterruptedException _) {
            // Nobody interrupts the hook.
        }
    }

    /** The work is over; whatever it had to leave behind is there. */
    @Override
    public void close() {
        done.countDown();
    }
}
