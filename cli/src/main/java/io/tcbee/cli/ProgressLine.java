package io.tcbee.cli;

import io.tcbee.process.Progress;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * One line on a terminal that tells how far the work is, twice a second, and is wiped at its end.
 */
final class ProgressLine implements Progress {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PrintWriter terminal;
    private long next = System.nanoTime() + INTERVAL_NS;

    ProgressLine(PrintWriter terminal) {
        this.terminal = terminal;
    }

    @Override
    public void at(long events, long total) {
        boolean end = events >= total;
        if (!end && System.nanoTime() < next) {
            return;
        }
        next = System.nanoTime() + INTERVAL_NS;
        terminal.print(
                end ? "\r\u001b[K" : "\r" + events * 100 / total + " % of " + total + " events");
        terminal.flush();
    }
}
