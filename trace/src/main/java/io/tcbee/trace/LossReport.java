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
    public LossReport {
        losses = List.copyOf(losses);
    }

    /** So many events of one hook on one CPU. */
    public record Loss(int hook, int cpu, long lost) {}
}
