package io.tcbee.cli;

import io.tcbee.process.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One line on a terminal that tells how far the work is, how fast and how long still, twice a
 * second, and is wiped at its end.
 */
final class ProgressLine implements Progress {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PrintWriter terminal;
    private final long startNs = System.nanoTime();
    private long next = startNs + INTERVAL_NS;

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
                end
                        ? "\r\u001b[K"
                        : "\r" + text(events, total, next - INTERVAL_NS - startNs) + "\u001b[K");
        terminal.flush();
    }

    /** How far it is, how fast, and how long it will take at that pace. */
    static String text(long events, long total, long elapsedNs) {
        double rate = events * 1e9 / Math.max(1, elapsedNs);
        String pace = String.format(Locale.ROOT, ", %.2f M events/s", rate / 1e6);
        String left = events == 0 ? "" : ", " + Math.round((total - events) / rate) + " s left";
        return events * 100 / total + " % of " + total + " events" + pace + left;
    }
}
