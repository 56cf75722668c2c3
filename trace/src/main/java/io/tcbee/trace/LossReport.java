package io.tcbee.trace;

import java.util.List;

/**
 * Events lost between two looks at the counters.
 *
 * @param fromMonotonicNs the look before
 * @param toMonotonicNs the look that saw the loss
 * @param losses by hook and CPU, only those that rose
 */
public record LossReport(long fromMonotonicNs, long toMonotonicNs, List<Loss> losses) {
    /**
     * In place of a hook: events that a limit of the recording left out, at its end. No counter of
     * a hook has them as lost.
     */
    public static final int BY_LIMIT = -1;

    /** In place of a hook: events in a chunk of the file that is damaged. */
    public static final int BY_DAMAGE = -2;

    public LossReport {
        losses = List.copyOf(losses);
    }

    /** So many events of one hook on one CPU. */
    public record Loss(int hook, int cpu, long lost) {}
}
